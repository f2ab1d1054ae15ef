//! Handlers that fail, put aside, send on and add up.

use api::event::{ActorKind, EventKind, Processed};

use super::told::{assigned, effects, folded, processed, record, written};
use crate::{
    run_view::RunView,
    stage::{actor, started, topic},
};

/// Of three orders one cannot be read: two attempts, then it goes to another topic. Another one is
/// discarded at once; only the first has its row.
pub fn dead_letters() -> RunView {
    let cast = vec![actor("app", ActorKind::Group, &[0, 1]), actor("lab", ActorKind::Writer, &[0])];
    let topics = vec![topic("pedidos", 2), topic("apartados", 1)];
    let failed = |attempt: u32, at_us| {
        let (record, error) = (record((0, 1, at_us)), "JSONDecodeError".to_owned());
        let (act, actor, topic, member) = (1, 0, 0, 1);
        (at_us, EventKind::Failed { act, actor, topic, member, record, attempt, error })
    };
    folded(vec![
        (0, started(1, cast, topics)),
        written(1, 0, &[(0, 0, 100), (0, 1, 200), (1, 0, 300)]),
        assigned(2_000, (0, 1), 1, &[(0, 0), (0, 1)]),
        effects(&[((0, 0), 1, false, 2_500)]),
        processed((0, 1), 0, &[(0, 0, 2_600)]),
        failed(1, 3_000),
        failed(2, 4_000),
        (
            4_500,
            EventKind::DeadLettered {
                act: 1,
                actor: 0,
                topic: 0,
                member: 1,
                record: record((0, 1, 4_500)),
                to: 1,
                partition: 0,
                offset: 0,
            },
        ),
        (
            5_000,
            EventKind::Skipped {
                act: 1,
                actor: 0,
                topic: 0,
                member: 1,
                record: record((1, 0, 5_000)),
            },
        ),
    ])
}

/// A service of two topics sends one record on, drops one, and adds two up.
pub fn service() -> RunView {
    use EventKind::{Filtered, Folded, Forwarded};
    let cast =
        vec![actor("app", ActorKind::Group, &[0, 1, 2]), actor("lab", ActorKind::Writer, &[0, 1])];
    let topics = ["pedidos", "avisos", "pagados"].map(|name| topic(name, 1));
    let (act, actor, member) = (1, 0, 1);
    let record = |offset, at_us| Processed { partition: 0, offset, order: Some(7), at_us };
    let (to, partition, offset) = (2, 0, 0);
    let sent =
        Forwarded { act, actor, topic: 0, member, record: record(0, 900), to, partition, offset };
    let added = |topic, at_us, again, number| {
        let (record, key) = (record(0, at_us), "cliente-01".to_owned());
        let folded = Folded { act, actor, topic, member, record, row: 0, again, key, number };
        (at_us, folded)
    };
    folded(vec![
        (0, started(1, cast, topics.to_vec())),
        written(1, 0, &[(0, 0, 100), (0, 1, 200)]),
        written(1, 1, &[(0, 0, 300)]),
        (900, sent),
        added(0, 1_000, false, 2),
        (1_100, Filtered { act, actor, topic: 0, member, record: record(1, 1_100) }),
        added(1, 1_200, true, 5),
    ])
}
