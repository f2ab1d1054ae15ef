//! Where to read from.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

const BEGIN: &str = "begin";
const END: &str = "end";

/// As the content writes it: `"begin"`, `"end"`, or an offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// The first offset that each partition has.
    Begin,
    /// The end of each partition.
    End,
    /// The same offset in every partition.
    Offset(u32),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum PositionEntry {
    Offset(u32),
    Word(String),
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match PositionEntry::deserialize(deserializer) {
            Ok(PositionEntry::Offset(offset)) => Ok(Self::Offset(offset)),
            Ok(PositionEntry::Word(word)) if word == BEGIN => Ok(Self::Begin),
            Ok(PositionEntry::Word(word)) if word == END => Ok(Self::End),
            Ok(PositionEntry::Word(_)) | Err(_) => {
                Err(serde::de::Error::custom("`to` is \"begin\", \"end\" or an offset"))
            }
        }
    }
}

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Begin => serializer.serialize_str(BEGIN),
            Self::End => serializer.serialize_str(END),
            Self::Offset(offset) => serializer.serialize_u32(*offset),
        }
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Position {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Position".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "`\"begin\"`, `\"end\"`, or an offset, which is the same in every partition.",
            "type": ["integer", "string"],
            "minimum": 0,
            "pattern": "^(begin|end)$",
        })
    }
}
