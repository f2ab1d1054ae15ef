//! The names of a run and the real names on the cluster. This is the only place that builds or
//! reads real names of topics and groups, so nothing that a learner types can reach another run's.

/// All topics and groups of all runs begin so.
pub const PREFIX: &str = "b.";

/// `b.<run>.<execution>.<act>.<name>`. The execution is in it because a run begun again after a
/// crash must not find what the first try wrote.
pub fn topic(run: &str, execution: u32, act: u32, name: &str) -> String {
    format!("{PREFIX}{run}.{execution}.{act}.{name}")
}

/// `b.<run>.<execution>.<name>`. A group lives through all acts of an execution, so that what one
/// commits the next goes on from.
pub fn group(run: &str, execution: u32, name: &str) -> String {
    format!("{PREFIX}{run}.{execution}.{name}")
}

/// The run that a real topic or group belongs to; `None` for one that is not of a run.
pub fn run_of(name: &str) -> Option<&str> {
    name.strip_prefix(PREFIX)?.split('.').next().filter(|run| !run.is_empty())
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
    fn a_group_names_its_run() {
        let name = group("0198", 2, "facturas");
        assert_eq!(name, "b.0198.2.facturas");
        assert_eq!(run_of(&name), Some("0198"));
    }

    #[test]
    fn other_topics_are_nobodys() {
        assert_eq!(run_of("__consumer_offsets"), None);
        assert_eq!(run_of("b."), None);
    }
}
