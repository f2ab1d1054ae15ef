//! The names of a run and the real names on the cluster. This is the only place that builds or
//! reads real topic names, so nothing that a learner types can reach another run's topics.

/// All topics of all runs begin so.
pub const PREFIX: &str = "b.";

/// `b.<run>.<execution>.<act>.<name>`. The execution is in it because a run begun again after a
/// crash must not find what the first try wrote.
pub fn topic(run: &str, execution: u32, act: u32, name: &str) -> String {
    format!("{PREFIX}{run}.{execution}.{act}.{name}")
}

/// The run that a real topic belongs to; `None` for a topic that is not of a run.
pub fn run_of(topic: &str) -> Option<&str> {
    topic.strip_prefix(PREFIX)?.split('.').next().filter(|run| !run.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_names_its_run() {
        let name = topic("0198", 2, 1, "pedidos.v1");
        assert_eq!(name, "b.0198.2.1.pedidos.v1");
        assert_eq!(run_of(&name), Some("0198"));
    }

    #[test]
    fn other_topics_are_nobodys() {
        assert_eq!(run_of("__consumer_offsets"), None);
        assert_eq!(run_of("b."), None);
    }
}
