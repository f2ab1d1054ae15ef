//! Checks the bytes of an answer before they are decoded.
//!
//! `kafka-protocol` reserves memory for as many elements as a list claims to have, so ten bytes can
//! ask for hundreds of gigabytes and abort the process. Here every claim is first checked against
//! the bytes that are really there. The tables follow Kafka's message definitions
//! (`clients/src/main/resources/common/message/*.json` in apache/kafka).

use kafka_protocol::messages::{
    ApiVersionsRequest, CreatePartitionsRequest, CreateTopicsRequest, DeleteGroupsRequest,
    DeleteRecordsRequest, DeleteTopicsRequest, FetchRequest, FindCoordinatorRequest,
    JoinGroupRequest, ListGroupsRequest, ListOffsetsRequest, MetadataRequest, OffsetCommitRequest,
    OffsetFetchRequest, ProduceRequest, SaslAuthenticateRequest, SaslHandshakeRequest,
};
use kafka_protocol::protocol::Request;

use super::reader::{Misshapen, Reader, Style};

/// A request that [`super::Connection::call`] can make.
pub trait Call: Request {
    /// Its name in Kafka's documentation.
    const NAME: &'static str;
    /// The highest version to speak: always one from before tagged fields (KIP-482), because later
    /// versions add nothing that we read, and all plain ones are encoded alike.
    const HIGHEST: i16;
    /// The fields of its answer, in order.
    const ANSWER: &'static [Field];
}

/// One field and the versions that have it.
#[derive(Debug)]
pub struct Field(FieldKind, i16, i16);

/// What a field is made of.
#[derive(Debug)]
pub enum FieldKind {
    /// This many bytes.
    Fixed(usize),
    /// A nullable string.
    Text,
    /// Nullable bytes.
    Blob,
    /// A nullable list of values of this many bytes each.
    Values(usize),
    /// A nullable list of structures.
    Structs(&'static [Field]),
}

const fn always(kind: FieldKind) -> Field {
    Field(kind, 0, i16::MAX)
}
const fn since(version: i16, kind: FieldKind) -> Field {
    Field(kind, version, i16::MAX)
}
const fn within(first: i16, last: i16, kind: FieldKind) -> Field {
    Field(kind, first, last)
}

const INT16: FieldKind = FieldKind::Fixed(2);
const INT32: FieldKind = FieldKind::Fixed(4);
const INT64: FieldKind = FieldKind::Fixed(8);
const BOOLEAN: FieldKind = FieldKind::Fixed(1);
const UUID: FieldKind = FieldKind::Fixed(16);

/// The answer to Metadata, versions 0 to 13.
pub const METADATA: &[Field] = &[
    since(3, INT32),
    always(FieldKind::Structs(&[
        always(INT32),
        always(FieldKind::Text),
        always(INT32),
        since(1, FieldKind::Text),
    ])),
    since(2, FieldKind::Text),
    since(1, INT32),
    always(FieldKind::Structs(&[
        always(INT16),
        always(FieldKind::Text),
        since(10, UUID),
        since(1, BOOLEAN),
        always(FieldKind::Structs(&[
            always(INT16),
            always(INT32),
            always(INT32),
            since(7, INT32),
            always(FieldKind::Values(4)),
            always(FieldKind::Values(4)),
            since(5, FieldKind::Values(4)),
        ])),
        since(8, INT32),
    ])),
    within(8, 10, INT32),
    since(13, INT16),
];

/// The answer to FindCoordinator, versions 0 to 6.
pub const FIND_COORDINATOR: &[Field] = &[
    since(1, INT32),
    within(0, 3, INT16),
    within(1, 3, FieldKind::Text),
    within(0, 3, INT32),
    within(0, 3, FieldKind::Text),
    within(0, 3, INT32),
    since(
        4,
        FieldKind::Structs(&[
            always(FieldKind::Text),
            always(INT32),
            always(FieldKind::Text),
            always(INT32),
            always(INT16),
            always(FieldKind::Text),
        ]),
    ),
];

impl Call for ApiVersionsRequest {
    const NAME: &'static str = "ApiVersions";
    const HIGHEST: i16 = 0;
    const ANSWER: &'static [Field] = &[always(INT16), always(FieldKind::Values(6))];
}

impl Call for MetadataRequest {
    const NAME: &'static str = "Metadata";
    const HIGHEST: i16 = 8;
    const ANSWER: &'static [Field] = METADATA;
}

impl Call for ListOffsetsRequest {
    const NAME: &'static str = "ListOffsets";
    const HIGHEST: i16 = 5;
    const ANSWER: &'static [Field] = &[
        since(2, INT32),
        always(FieldKind::Structs(&[
            always(FieldKind::Text),
            always(FieldKind::Structs(&[
                always(INT32),
                always(INT16),
                always(INT64),
                always(INT64),
                since(4, INT32),
            ])),
        ])),
    ];
}

impl Call for FetchRequest {
    const NAME: &'static str = "Fetch";
    const HIGHEST: i16 = 11;
    const ANSWER: &'static [Field] = &[
        always(INT32),
        since(7, INT16),
        since(7, INT32),
        always(FieldKind::Structs(&[
            always(FieldKind::Text),
            always(FieldKind::Structs(&[
                always(INT32),
                always(INT16),
                always(INT64),
                always(INT64),
                since(5, INT64),
                always(FieldKind::Values(16)),
                since(11, INT32),
                always(FieldKind::Blob),
            ])),
        ])),
    ];
}

impl Call for ProduceRequest {
    const NAME: &'static str = "Produce";
    const HIGHEST: i16 = 8;
    const ANSWER: &'static [Field] = &[
        always(FieldKind::Structs(&[
            always(FieldKind::Text),
            always(FieldKind::Structs(&[
                always(INT32),
                always(INT16),
                always(INT64),
                since(2, INT64),
                since(5, INT64),
                since(8, FieldKind::Structs(&[always(INT32), always(FieldKind::Text)])),
                since(8, FieldKind::Text),
            ])),
        ])),
        since(1, INT32),
    ];
}

impl Call for JoinGroupRequest {
    const NAME: &'static str = "JoinGroup";
    const HIGHEST: i16 = 5;
    const ANSWER: &'static [Field] = &[
        since(2, INT32),
        always(INT16),
        always(INT32),
        always(FieldKind::Text),
        always(FieldKind::Text),
        always(FieldKind::Text),
        always(FieldKind::Structs(&[
            always(FieldKind::Text),
            since(5, FieldKind::Text),
            always(FieldKind::Blob),
        ])),
    ];
}

impl Call for CreateTopicsRequest {
    const NAME: &'static str = "CreateTopics";
    const HIGHEST: i16 = 4;
    const ANSWER: &'static [Field] = &[
        since(2, INT32),
        always(FieldKind::Structs(&[
            always(FieldKind::Text),
            always(INT16),
            since(1, FieldKind::Text),
        ])),
    ];
}

impl Call for DeleteTopicsRequest {
    const NAME: &'static str = "DeleteTopics";
    const HIGHEST: i16 = 3;
    const ANSWER: &'static [Field] =
        &[since(1, INT32), always(FieldKind::Structs(&[always(FieldKind::Text), always(INT16)]))];
}

impl Call for CreatePartitionsRequest {
    const NAME: &'static str = "CreatePartitions";
    const HIGHEST: i16 = 1;
    const ANSWER: &'static [Field] = &[
        always(INT32),
        always(FieldKind::Structs(&[
            always(FieldKind::Text),
            always(INT16),
            always(FieldKind::Text),
        ])),
    ];
}

impl Call for DeleteRecordsRequest {
    const NAME: &'static str = "DeleteRecords";
    const HIGHEST: i16 = 1;
    const ANSWER: &'static [Field] = &[
        always(INT32),
        always(FieldKind::Structs(&[
            always(FieldKind::Text),
            always(FieldKind::Structs(&[always(INT32), always(INT64), always(INT16)])),
        ])),
    ];
}

impl Call for FindCoordinatorRequest {
    const NAME: &'static str = "FindCoordinator";
    const HIGHEST: i16 = 2;
    const ANSWER: &'static [Field] = FIND_COORDINATOR;
}

impl Call for OffsetCommitRequest {
    const NAME: &'static str = "OffsetCommit";
    /// Before the compact encoding.
    const HIGHEST: i16 = 7;
    const ANSWER: &'static [Field] = &[
        since(3, INT32),
        always(FieldKind::Structs(&[
            always(FieldKind::Text),
            always(FieldKind::Structs(&[always(INT32), always(INT16)])),
        ])),
    ];
}

impl Call for OffsetFetchRequest {
    const NAME: &'static str = "OffsetFetch";
    const HIGHEST: i16 = 5;
    const ANSWER: &'static [Field] = &[
        since(3, INT32),
        always(FieldKind::Structs(&[
            always(FieldKind::Text),
            always(FieldKind::Structs(&[
                always(INT32),
                always(INT64),
                since(5, INT32),
                always(FieldKind::Text),
                always(INT16),
            ])),
        ])),
        since(2, INT16),
    ];
}

impl Call for ListGroupsRequest {
    const NAME: &'static str = "ListGroups";
    const HIGHEST: i16 = 2;
    const ANSWER: &'static [Field] = &[
        since(1, INT32),
        always(INT16),
        always(FieldKind::Structs(&[always(FieldKind::Text), always(FieldKind::Text)])),
    ];
}

impl Call for DeleteGroupsRequest {
    const NAME: &'static str = "DeleteGroups";
    const HIGHEST: i16 = 1;
    const ANSWER: &'static [Field] =
        &[always(INT32), always(FieldKind::Structs(&[always(FieldKind::Text), always(INT16)]))];
}

impl Call for SaslHandshakeRequest {
    const NAME: &'static str = "SaslHandshake";
    const HIGHEST: i16 = 1;
    const ANSWER: &'static [Field] =
        &[always(INT16), always(FieldKind::Structs(&[always(FieldKind::Text)]))];
}

impl Call for SaslAuthenticateRequest {
    const NAME: &'static str = "SaslAuthenticate";
    const HIGHEST: i16 = 1;
    const ANSWER: &'static [Field] =
        &[always(INT16), always(FieldKind::Text), always(FieldKind::Blob), since(1, INT64)];
}

/// Checks that `bytes` have the `fields` of this version.
pub fn check(bytes: &[u8], fields: &[Field], version: i16, style: Style) -> Result<(), Misshapen> {
    structure(&mut Reader::new(bytes, style), fields, version)
}

fn structure(reader: &mut Reader<'_>, fields: &[Field], version: i16) -> Result<(), Misshapen> {
    for Field(kind, first, last) in fields {
        if !(*first..=*last).contains(&version) {
            continue;
        }
        match kind {
            FieldKind::Fixed(width) => {
                reader.take(*width)?;
            }
            FieldKind::Text => {
                reader.text()?;
            }
            FieldKind::Blob => {
                reader.blob()?;
            }
            FieldKind::Values(width) => {
                let length = reader.count()?.checked_mul(*width).ok_or(Misshapen::Length)?;
                reader.take(length)?;
            }
            FieldKind::Structs(fields) => {
                for _ in 0..reader.count()? {
                    structure(reader, fields, version)?;
                }
            }
        }
    }
    reader.end_of_structure()
}
