//! Acts as a lab tells them, for the tests of what is drawn.

mod groups;
mod handlers;
mod orders;
mod told;
mod topics;

pub use groups::{expelled, latest, producer_and_group, three_groups};
pub use handlers::{dead_letters, service};
pub use orders::same_orders;
pub use told::{assigned, effects, folded, log, processed, record, written};
pub use topics::{nobody, partitions_added, records_compacted, records_deleted, topics_read};

use crate::run_view::RunView;

/// All of them, by name.
pub fn all() -> Vec<(&'static str, RunView)> {
    vec![
        ("three groups", three_groups()),
        ("producer and group", producer_and_group()),
        ("dead letters", dead_letters()),
        ("expelled", expelled()),
        ("latest", latest()),
        ("partitions added", partitions_added()),
        ("records deleted", records_deleted()),
        ("records compacted", records_compacted()),
        ("topics read", topics_read()),
        ("same orders", same_orders()),
        ("nobody", nobody()),
    ]
}
