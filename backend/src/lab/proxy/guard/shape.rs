//! The types of the tables in `requests`: fields, the versions that have them, and what
//! they mean to the guard.

use std::ops::RangeInclusive;

/// The versions of one request, and its fields in order.
pub(super) struct Shape {
    pub versions: RangeInclusive<i16>,
    /// From this version on it has the compact encoding, header included.
    pub compact_since: i16,
    pub fields: &'static [Field],
}

/// One field and the versions that have it.
pub(super) struct Field(pub FieldKind, pub RangeInclusive<i16>);

/// What a field is made of.
pub(super) enum FieldKind {
    /// This many bytes.
    Fixed(usize),
    /// A nullable string that is no name.
    Text,
    /// Nullable bytes.
    Blob,
    /// A nullable list of values of this many bytes each.
    Values(usize),
    /// A nullable list of structures.
    Structs(&'static [Field]),
    /// A list of structures that may not ask for everything, as it does when it is null, and in
    /// version 0 when it is empty.
    SomeOf(&'static [Field]),
    /// The name of a topic or a group.
    Name,
    /// A transactional id; null for none.
    NameOrNull,
    /// A nullable list of names.
    Names,
    /// A nullable string that has to be null or empty, and what the client asks for if it is not.
    Empty(&'static str),
    /// This many bytes that have to pass the check, and what the client asks for if they do not.
    Only(usize, fn(&[u8]) -> bool, &'static str),
}

pub(super) const fn always(kind: FieldKind) -> Field {
    Field(kind, 0..=i16::MAX)
}
pub(super) const fn since(version: i16, kind: FieldKind) -> Field {
    Field(kind, version..=i16::MAX)
}
pub(super) const fn within(versions: RangeInclusive<i16>, kind: FieldKind) -> Field {
    Field(kind, versions)
}

pub(super) const INT8: FieldKind = FieldKind::Fixed(1);
pub(super) const INT16: FieldKind = FieldKind::Fixed(2);
pub(super) const INT32: FieldKind = FieldKind::Fixed(4);
pub(super) const INT64: FieldKind = FieldKind::Fixed(8);
pub(super) const BOOLEAN: FieldKind = FieldKind::Fixed(1);
pub(super) const UUID: FieldKind = FieldKind::Fixed(16);
pub(super) const PARTITIONS: FieldKind = FieldKind::Values(4);

pub(super) const NO_ID: FieldKind = FieldKind::Only(16, |id| id == [0; 16], "a topic by its id");
pub(super) const NO_REPLICA: FieldKind = FieldKind::Only(4, |id| id[0] >= 0x80, "a replica");
/// Session 0 with epoch −1.
pub(super) const NO_SESSION: FieldKind =
    FieldKind::Only(8, |session| session == [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff], "a session");
pub(super) const GROUP_OR_TRANSACTION: FieldKind =
    FieldKind::Only(1, |kind| kind[0] <= 1, "another coordinator");
pub(super) const NOT_ASKED: FieldKind =
    FieldKind::Only(1, |asked| asked == [0], "what the cluster allows");
