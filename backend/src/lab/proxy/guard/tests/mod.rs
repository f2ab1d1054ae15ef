//! The guard against requests of every kind and version, about the run's own names and about
//! others.

/// With arbitrary bytes.
mod any_bytes;
/// With single fields.
mod fields;
mod frames;
/// With clients that have no token.
mod strangers;

use std::ops::RangeInclusive;

use kafka_protocol::messages::ApiKey;

use self::frames::{KINDS, NAMES, Names, Place, about, header};
use super::*;

fn guard() -> Guard {
    Guard { token: Token::mint(), names: NAMES.to_owned() }
}

/// At a connection whose client has shown the token.
fn authenticated_sentry(guard: &Guard) -> Sentry<'_> {
    let sentry = Sentry::new(Some(guard));
    sentry.is_authenticated.store(true, Ordering::Relaxed);
    sentry
}

/// As the proxy handles what a client sends.
fn judged(sentry: &Sentry<'_>, bytes: Bytes) -> anyhow::Result<Verdict> {
    sentry.judge(&Request::read(bytes)?)
}

fn passes(sentry: &Sentry<'_>, bytes: Bytes) -> bool {
    matches!(judged(sentry, bytes), Ok(Verdict::Forward))
}

/// Those that `kafka-protocol` writes. Of three kinds it has one more by number only.
fn versions(key: ApiKey) -> RangeInclusive<i16> {
    let known = key.valid_versions();
    let newest = match key {
        ApiKey::OffsetCommit | ApiKey::OffsetFetch => 9,
        ApiKey::InitProducerId => 5,
        _ => known.max,
    };
    known.min..=newest
}

#[test]
fn a_request_about_the_runs_own_names_is_forwarded() {
    let guard = guard();
    let sentry = authenticated_sentry(&guard);
    for key in KINDS {
        for version in versions(key) {
            let bytes = about(Names::OWN, key, version);
            let judged = judged(&sentry, bytes);
            // Later versions have ids in place of names.
            let passes = match key {
                ApiKey::Produce => version <= 9,
                ApiKey::Fetch => version <= 12,
                _ => true,
            };
            assert_eq!(judged.is_ok(), passes, "{key:?} {version}: {judged:?}");
        }
        // Nor do newer ones, which `kafka-protocol` does not write.
        let newer = versions(key).end() + 1;
        let header = header(key as i16, newer, key.request_header_version(newer));
        assert!(judged(&sentry, header.freeze()).is_err(), "{key:?} {newer}");
        assert!(versions(key).contains(&newest(key).unwrap()), "{key:?}");
    }
}

/// A name that only resembles the run's names is as foreign as any.
#[test]
fn a_foreign_name_in_any_place_ends_the_connection() {
    const FOREIGN: [&str; 6] =
        ["b.0197.1.1.orders", "b.0198", "b.01980.1.1.orders", "B.0198.t", "x.b.0198.t", "orders"];
    const PLACES: [(ApiKey, &[Place]); 17] = [
        (ApiKey::ApiVersions, &[]),
        (ApiKey::Produce, &[Place::Topic, Place::SecondTopic, Place::Transaction]),
        (ApiKey::Fetch, &[Place::Topic, Place::SecondTopic, Place::ForgottenTopic]),
        (ApiKey::Metadata, &[Place::Topic, Place::SecondTopic]),
        (ApiKey::ListOffsets, &[Place::Topic, Place::SecondTopic]),
        (ApiKey::OffsetForLeaderEpoch, &[Place::Topic, Place::SecondTopic]),
        (ApiKey::OffsetCommit, &[Place::Topic, Place::SecondTopic, Place::Group]),
        (
            ApiKey::OffsetFetch,
            &[Place::Topic, Place::SecondTopic, Place::Group, Place::SecondGroup],
        ),
        (ApiKey::FindCoordinator, &[Place::Group, Place::SecondGroup]),
        (ApiKey::InitProducerId, &[Place::Transaction]),
        (ApiKey::JoinGroup, &[Place::Group]),
        (ApiKey::SyncGroup, &[Place::Group]),
        (ApiKey::Heartbeat, &[Place::Group]),
        (ApiKey::LeaveGroup, &[Place::Group]),
        (ApiKey::ConsumerGroupHeartbeat, &[Place::Topic, Place::SecondTopic, Place::Group]),
        (ApiKey::GetTelemetrySubscriptions, &[]),
        (ApiKey::PushTelemetry, &[]),
    ];
    assert_eq!(PLACES.map(|(key, _)| key), KINDS);

    let guard = guard();
    let sentry = authenticated_sentry(&guard);
    for (key, expected) in PLACES {
        let mut seen = Vec::new();
        for version in versions(key) {
            let own = about(Names::OWN, key, version);
            for (place, name) in Place::ALL.iter().flat_map(|place| FOREIGN.map(|n| (*place, n))) {
                let bytes = about(Names { foreign: Some((place, name)) }, key, version);
                // Otherwise the request has no name in that place, in this version.
                if bytes != own {
                    let judged = judged(&sentry, bytes);
                    assert!(judged.is_err(), "{key:?} {version} of {name:?} as {place:?}");
                    seen.push(place);
                }
            }
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen, expected, "{key:?}");
    }
}

#[test]
fn a_request_that_is_too_short_or_too_long_ends_the_connection() {
    let guard = guard();
    let sentry = authenticated_sentry(&guard);
    for key in KINDS {
        for version in versions(key) {
            let bytes = about(Names::OWN, key, version);
            for length in 0..bytes.len() {
                assert!(!passes(&sentry, bytes.slice(..length)), "{key:?} {version} {length}");
            }
            let longer = [&bytes[..], b"\0"].concat();
            assert!(!passes(&sentry, longer.into()), "{key:?} {version}");
        }
    }
}

/// For which a decoder would take hundreds of gigabytes.
#[test]
fn a_list_is_not_believed_to_be_as_long_as_it_says() {
    let guard = guard();
    let claims = [(1, 1, &[0x7f, 0xff, 0xff, 0xff][..]), (9, 2, &[0xff, 0xff, 0xff, 0xff, 0x07])];
    for (version, header_version, claim) in claims {
        let header = header(ApiKey::Metadata as i16, version, header_version);
        let judged = judged(&authenticated_sentry(&guard), [&header[..], claim].concat().into());
        assert!(judged.unwrap_err().to_string().contains("elements"), "{version}");
    }
}

/// These include all that create, delete, describe or alter something, and the new kinds of groups.
#[test]
fn a_request_of_any_other_kind_ends_the_connection() {
    let others = [ApiKey::CreateTopics, ApiKey::AlterConfigs, ApiKey::ShareGroupHeartbeat];
    assert!(others.iter().all(|key| newest(*key).is_none()));
    let guard = guard();
    let sentry = authenticated_sentry(&guard);
    for key in -1..=200_i16 {
        let answered = [ApiKey::SaslHandshake, ApiKey::SaslAuthenticate];
        let known = KINDS.iter().chain(&answered).any(|known| *known as i16 == key);
        for (version, header_version) in (0..=20).flat_map(|v| [(v, 1), (v, 2)]) {
            let bytes = header(key, version, header_version).freeze();
            assert!(known || judged(&sentry, bytes).is_err(), "{key} {version}");
        }
    }
}
