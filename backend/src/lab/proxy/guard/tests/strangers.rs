//! What happens before a client is authenticated, and how authentication succeeds and fails.

use kafka_protocol::messages::RequestKind;

use super::{frames::frame, *};
use crate::lab::cluster::entrance::Entrance;

/// The SASL/PLAIN message with this user and token.
fn message(user: &str, token: &str) -> Vec<u8> {
    format!("\0{user}\0{token}").into_bytes()
}

/// The message of a client that has the token.
fn right_message(guard: &Guard) -> Vec<u8> {
    let entrance = Entrance::new("127.0.0.1:1", Some(guard.token.clone()));
    let properties = entrance.properties();
    let value = |name| &properties.iter().find(|(found, _)| found == name).unwrap().1;
    message(value("sasl.username"), value("sasl.password"))
}

/// The error code in the answer to this message.
fn authenticated(sentry: &Sentry<'_>, version: i16, message: &[u8]) -> i16 {
    let request = SaslAuthenticateRequest::default().with_auth_bytes(message.to_vec().into());
    let request = frame(ApiKey::SaslAuthenticate, version, &request.into());
    let answer: SaslAuthenticateResponse = answer(judged(sentry, request), version);
    answer.error_code
}

fn answer<A: Decodable + HeaderVersion>(judged: anyhow::Result<Verdict>, version: i16) -> A {
    let Ok(Verdict::Answer(mut bytes)) = judged else { panic!("{judged:?}") };
    let header = ResponseHeader::decode(&mut bytes, A::header_version(version)).unwrap();
    assert_eq!(header.correlation_id, 7);
    let answer = A::decode(&mut bytes, version).unwrap();
    assert!(bytes.is_empty());
    answer
}

fn is_authenticated(sentry: &Sentry<'_>) -> bool {
    passes(sentry, about(Names::OWN, ApiKey::Heartbeat, 4))
}

#[test]
fn a_stranger_learns_the_versions_and_nothing_else() {
    let guard = guard();
    let sentry = Sentry::new(Some(&guard));
    for key in KINDS {
        for version in versions(key) {
            let judged = judged(&sentry, about(Names::OWN, key, version));
            if key == ApiKey::ApiVersions {
                assert!(matches!(judged, Ok(Verdict::Forward)), "{version}: {judged:?}");
            } else {
                assert_eq!(
                    judged.unwrap_err().to_string(),
                    "the client is not authenticated",
                    "{key:?}"
                );
            }
        }
    }
    for key in (-1..=200).filter(|key| ApiKey::try_from(*key).is_err()) {
        assert!(judged(&sentry, header(key, 0, 1).freeze()).is_err());
    }
    let next = versions(ApiKey::ApiVersions).end() + 1;
    assert!(!passes(&sentry, header(ApiKey::ApiVersions as i16, next, 2).freeze()));
}

/// A decoder would allocate as much as its length claims.
#[test]
fn a_strangers_list_is_not_read() {
    let guard = guard();
    for key in KINDS.into_iter().filter(|key| *key != ApiKey::ApiVersions) {
        for version in versions(key) {
            let header = header(key as i16, version, key.request_header_version(version));
            let bytes = [&header[..], &[0x7f; 40]].concat();
            let judged = judged(&Sentry::new(Some(&guard)), bytes.into());
            assert_eq!(
                judged.unwrap_err().to_string(),
                "the client is not authenticated",
                "{key:?} {version}"
            );
        }
    }
}

#[test]
fn a_client_with_the_token_is_authenticated() {
    let guard = guard();
    for version in versions(ApiKey::SaslAuthenticate) {
        let sentry = Sentry::new(Some(&guard));
        assert!(!is_authenticated(&sentry));
        assert_eq!(authenticated(&sentry, version, &right_message(&guard)), 0);
        assert!(is_authenticated(&sentry));
    }
}

#[test]
fn any_other_message_fails_and_ends_an_earlier_authentication() {
    let (guard, other) = (guard(), guard());
    let right = right_message(&guard);
    let mut longer = right.clone();
    longer.push(b'A');
    let flipped = |place: usize| {
        let mut message = right.clone();
        message[place] ^= 1;
        message
    };
    let wrong = [
        Vec::new(),
        message("run", ""),
        message("run", "wrong"),
        right[1..].to_vec(),
        right[..right.len() - 1].to_vec(),
        longer,
        flipped(0),
        flipped(1),
        flipped(right.len() - 1),
        right_message(&other),
    ];
    for version in versions(ApiKey::SaslAuthenticate) {
        for message in &wrong {
            let sentry = Sentry::new(Some(&guard));
            let refused = ResponseError::SaslAuthenticationFailed.code();
            assert_eq!(authenticated(&sentry, version, message), refused);
            assert!(!is_authenticated(&sentry));
            assert_eq!(authenticated(&sentry, version, &right), 0);
            assert!(is_authenticated(&sentry));
            assert_eq!(authenticated(&sentry, version, message), refused);
            assert!(!is_authenticated(&sentry));
        }
    }
}

#[test]
fn a_message_in_another_shape_ends_the_connection() {
    let guard = guard();
    let right = SaslAuthenticateRequest::default().with_auth_bytes(right_message(&guard).into());
    let right: RequestKind = right.into();
    for version in versions(ApiKey::SaslAuthenticate) {
        let sentry = Sentry::new(Some(&guard));
        let bytes = frame(ApiKey::SaslAuthenticate, version, &right);
        assert!(judged(&sentry, bytes.slice(..bytes.len() - 1)).is_err());
        assert!(judged(&sentry, [&bytes[..], b"\0"].concat().into()).is_err());
        assert!(!is_authenticated(&sentry));
    }
}

#[test]
fn plain_is_the_only_mechanism() {
    let guard = guard();
    for version in versions(ApiKey::SaslHandshake) {
        for (mechanism, expected) in
            [("PLAIN", 0), ("SCRAM-SHA-512", 33), ("plain", 33), ("", 33), ("PLAIN\0", 33)]
        {
            let sentry = Sentry::new(Some(&guard));
            let request = SaslHandshakeRequest::default()
                .with_mechanism(StrBytes::from_static_str(mechanism));
            let request = frame(ApiKey::SaslHandshake, version, &request.into());
            let answer: SaslHandshakeResponse = answer(judged(&sentry, request), version);
            assert_eq!(answer.error_code, expected, "{mechanism}");
            assert_eq!(answer.mechanisms, [StrBytes::from_static_str(PLAIN)]);
            assert!(!is_authenticated(&sentry));
        }
    }
}

#[test]
fn without_a_guard_everything_is_forwarded() {
    let sentry = Sentry::new(None);
    assert!(passes(&sentry, about(Names::OWN, ApiKey::Fetch, 18)));
    assert!(passes(&sentry, header(ApiKey::CreateTopics as i16, 3, 1).freeze()));
}
