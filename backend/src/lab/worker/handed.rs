//! What a handler was given for `message.value`, without its bytes: they are in the log, where the
//! server finds them when it puts the evidence together. A fast group is given a hundred thousand
//! values a second, and each would go through a pipe only to be what the server can read itself.

use api::columns::{Column, Columnar, Number};
use serde::{Deserialize, Serialize};

use super::protocol::Deserializer;
use crate::lab::evidence::{Data, Got, Json};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    pub deserialized: Deserialized,
    /// CRC-32C of the bytes that the client handed over.
    pub crc32c: u32,
}

/// What the deserializer made of the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deserialized {
    /// Nothing: there is none, or they are no UTF-8.
    Bytes,
    Str,
    /// What `json.loads` makes an object of.
    Json,
}

impl Handed {
    pub fn by(deserializer: Deserializer, value: &[u8]) -> Self {
        let deserialized = match (deserializer, std::str::from_utf8(value)) {
            (Deserializer::Json, Ok(text)) if Json::is_valid(text) => Deserialized::Json,
            (Deserializer::Json | Deserializer::Str, Ok(_)) => Deserialized::Str,
            (Deserializer::None, _) | (_, Err(_)) => Deserialized::Bytes,
        };
        Self { deserialized, crc32c: crc32c::crc32c(value) }
    }

    /// The same with its bytes, which are those of the record in the log; `None` if the handler was
    /// given others.
    pub fn got(self, logged: &[u8]) -> Option<Got> {
        if crc32c::crc32c(logged) != self.crc32c {
            return None;
        }
        Some(match self.deserialized {
            Deserialized::Bytes => Got::Bytes(Data::new(logged)),
            Deserialized::Str => Got::Str(std::str::from_utf8(logged).ok()?.to_owned()),
            Deserialized::Json => Got::Json(Json::read(std::str::from_utf8(logged).ok()?)?),
        })
    }
}

#[derive(Serialize, Deserialize)]
pub struct HandedColumns {
    deserialized: Column<Deserialized>,
    crc32c: Column<u32>,
}

impl Columnar for Handed {
    type Columns = HandedColumns;

    fn columns(records: &[Self]) -> HandedColumns {
        HandedColumns {
            deserialized: records.iter().map(|handed| handed.deserialized).collect(),
            crc32c: records.iter().map(|handed| handed.crc32c).collect(),
        }
    }

    fn records(columns: HandedColumns) -> Option<Vec<Self>> {
        if columns.deserialized.len() != columns.crc32c.len() {
            return None;
        }
        let both = columns.deserialized.into_iter().zip(columns.crc32c);
        Some(both.map(|(deserialized, crc32c)| Self { deserialized, crc32c }).collect())
    }
}

impl Number for Deserialized {
    fn to_number(self) -> i64 {
        self as i64
    }

    fn from_number(number: i64) -> Option<Self> {
        [Self::Bytes, Self::Str, Self::Json].into_iter().find(|kind| kind.to_number() == number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGGED: &[u8] = b"{\"pedido\": 7}";

    #[test]
    fn what_was_handed_over_is_found_again_in_the_log() {
        let text = String::from_utf8(LOGGED.to_vec()).unwrap();
        for (deserializer, got) in [
            (Deserializer::None, Got::Bytes(Data::Text(text.clone()))),
            (Deserializer::Str, Got::Str(text.clone())),
            (Deserializer::Json, Got::Json(Json::read(&text).unwrap())),
        ] {
            assert_eq!(Handed::by(deserializer, LOGGED).got(LOGGED), Some(got));
        }
    }

    #[test]
    fn what_cannot_be_deserialized_stays_what_it_was() {
        let got = |value: &[u8]| Handed::by(Deserializer::Json, value).got(value).unwrap();
        assert_eq!(got(b"{pedido"), Got::Str("{pedido".to_owned()));
        assert_eq!(got(b"\xff"), Got::Bytes(Data::Base64("/w==".to_owned())));
    }

    #[test]
    fn other_bytes_are_not_taken_for_those_that_were_handed_over() {
        assert_eq!(Handed::by(Deserializer::Str, b"{\"pedido\": 8}").got(LOGGED), None);
    }

    #[test]
    fn what_was_handed_over_travels_in_columns() {
        let handed = [Handed::by(Deserializer::Json, LOGGED), Handed::by(Deserializer::None, b"")];
        let columns = serde_json::to_string(&Handed::columns(&handed)).unwrap();
        let columns = serde_json::from_str(&columns).unwrap();
        assert_eq!(Handed::records(columns), Some(handed.to_vec()));
        let uneven = r#"{ "deserialized": [0], "crc32c": [] }"#;
        assert_eq!(Handed::records(serde_json::from_str(uneven).unwrap()), None);
        let unknown = r#"{ "deserialized": [3], "crc32c": [0] }"#;
        assert!(serde_json::from_str::<HandedColumns>(unknown).is_err());
    }
}
