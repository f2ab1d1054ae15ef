//! Evidence as it is stored: a JSON text of any version, and the hash of its bytes.

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::{Evidence, seed::hex, version_1};

/// The stored text and the SHA-256 of exactly these bytes, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvidence {
    pub sha256: String,
    pub body: String,
}

/// Why stored evidence cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("its evidence is not what was hashed")]
    NotWhatWasHashed,
    #[error("evidence of version {0}; this program reads 1 to {last}", last = Evidence::VERSION)]
    OtherVersion(u32),
    #[error("evidence: {0}")]
    Malformed(serde_json::Error),
}

impl StoredEvidence {
    /// The text that is stored, and its hash.
    pub fn of(evidence: &Evidence) -> Self {
        let body =
            serde_json::to_string(evidence).expect("evidence has string keys and serializes");
        Self { sha256: hash(&body), body }
    }

    /// The evidence, converted to the present version.
    ///
    /// # Errors
    /// The bytes do not match the hash, or are of an unknown version.
    pub fn read(&self) -> Result<Evidence, Unreadable> {
        if hash(&self.body) != self.sha256 {
            return Err(Unreadable::NotWhatWasHashed);
        }
        match version(&self.body) {
            Some(1) => Ok(parse::<version_1::Evidence>(&self.body)?.into()),
            Some(Evidence::VERSION) => parse(&self.body),
            Some(other) => Err(Unreadable::OtherVersion(other)),
            None => Err(Unreadable::Malformed(serde::de::Error::missing_field("version"))),
        }
    }
}

fn hash(body: &str) -> String {
    hex(&Sha256::digest(body))
}

fn parse<T: DeserializeOwned>(body: &str) -> Result<T, Unreadable> {
    serde_json::from_str(body).map_err(Unreadable::Malformed)
}

/// Every version writes its number first, so that it is found without parsing up to 4 MiB.
fn version(body: &str) -> Option<u32> {
    let rest = body.strip_prefix("{\"version\":")?;
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    rest[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(body: &str) -> StoredEvidence {
        StoredEvidence { sha256: hash(body), body: body.to_owned() }
    }

    /// As every run was stored before there were effects, failures, dead letters and administrators.
    const WITHOUT_THEM: &str = concat!(
        r#"{"version":2,"exercise":"e","seed":"s","variant":{"partitions":1,"orders":[]},"#,
        r#""broker":"local","broker_label":"l","acts":[{"act":1,"topics":{"t":{"real_name":"r","#,
        r#""partitions":[{"partition":0,"begin":0,"end":1,"batches":[{"base_offset":0,"#,
        r#""codec":"none","producer_id":-1,"base_sequence":-1,"bytes":70,"raw_bytes":70,"#,
        r#""records":[{"offset":0,"order":0,"key":null,"value":{"text":"v"}}]}]}]}},"#,
        r#""actors":{"app":{"group":{"topics":["t"],"group_id":null,"members":[{"member":1,"#,
        r#""assignments":[],"processed":[],"commits":[],"error":null,"#,
        r#""exit":{"type":"code","value":0},"closed":true}],"committed":{}}}}}],"failures":[]}"#,
    );

    #[test]
    fn what_there_was_none_of_is_not_written() {
        let evidence = stored(WITHOUT_THEM).read().unwrap();
        assert_eq!(StoredEvidence::of(&evidence).body, WITHOUT_THEM);
    }

    #[test]
    fn unreadable_evidence_says_why() {
        for (body, why) in [
            (r#"{"version":0}"#, "evidence of version 0; this program reads 1 to 2"),
            (r#"{"version":30,"acts":[]}"#, "evidence of version 30; this program reads 1 to 2"),
            (r#"{"version":1}"#, "evidence: missing field `exercise` at line 1 column 13"),
            (r#"{"version":2}"#, "evidence: missing field `exercise` at line 1 column 13"),
            ("no JSON at all", "evidence: missing field `version`"),
        ] {
            assert_eq!(stored(body).read().unwrap_err().to_string(), why);
        }
        let mut forged = stored(r#"{"version":2}"#);
        forged.body.push(' ');
        assert!(matches!(forged.read(), Err(Unreadable::NotWhatWasHashed)));
    }
}
