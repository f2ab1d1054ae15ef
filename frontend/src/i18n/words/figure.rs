//! The figures that can be touched.

pub struct FigureWords {
    pub keys_title: &'static str,
    pub key: &'static str,
    pub keys_hint: &'static str,
    pub partitions: &'static str,
    pub examples: &'static str,
    pub client: &'static str,
    pub hash: &'static str,
    /// A column of partitions.
    pub of_partitions: fn(u32) -> String,
    pub stays: &'static str,
    pub moves: &'static str,
    pub does: &'static str,
    pub bytes: fn(usize) -> String,
    pub composed: &'static str,
    pub decomposed: &'static str,
    pub two_forms: &'static str,
    /// Of how many clients how many move, from so many partitions to so many.
    pub moved_clients: fn(usize, usize, u32, u32) -> String,
    pub java: &'static str,
    pub librdkafka: &'static str,

    pub group_title: &'static str,
    pub strategy: &'static str,
    pub members: &'static str,
    pub second_topic: &'static str,
    pub join: &'static str,
    pub leave: &'static str,
    pub member: &'static str,
    pub idle: &'static str,
    pub moved: &'static str,
    /// How many change their owner, stop meanwhile, of how many, in how many rounds.
    pub rebalance: fn(usize, usize, usize, u32) -> String,
    pub begins: &'static str,
}
