//! Who takes part in an act: scripts that send, groups of consumers, and the lab itself as a writer.
//! What they report becomes events at once, and evidence when the act ends.

/// Consumers with one handler.
pub mod group;
/// A script that sends.
pub mod producer;
/// The lab writes orders itself.
pub mod writer;

/// A topic of a run.
#[derive(Debug, Clone)]
pub struct Topic {
    /// Its name on the cluster.
    pub real_name: String,
    /// What the learner calls it.
    pub visible_name: String,
    /// How many partitions it has now; 0 as long as it does not exist.
    pub partitions: u32,
}

impl Topic {
    pub const fn exists(&self) -> bool {
        self.partitions > 0
    }
}

/// Who does something, and with which topic: the number of the act, and the indexes in what it
/// declares when it begins.
#[derive(Debug, Clone, Copy)]
pub struct Listing {
    pub act: u32,
    pub actor: u32,
    pub topic: u32,
}
