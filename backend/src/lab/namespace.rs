//! Maps the names in a run to the real names on the cluster. Only this file builds or parses real
//! names of topics and groups, so nothing that a learner types can reach another run's.

use std::{str::FromStr, sync::Arc};

use uuid::Uuid;

/// The default prefix of the topics and groups of all runs.
pub const PREFIX: &str = "b.";
/// A name on the cluster has 249 characters at most; the rest is for our parts and the learner's.
const LONGEST: usize = 64;

/// The prefix of the real names: on a shared cluster this server touches nothing else. Cheap to
/// clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namespace(Arc<str>);

impl Namespace {
    pub fn prefix(&self) -> &str {
        &self.0
    }

    /// The prefix of a run's topics and groups.
    pub fn of_run(&self, run: &str) -> String {
        format!("{}{run}.", self.0)
    }

    /// `b.<run>.<execution>.<key>.<name>`: several topics of a scenario may show the same name, and
    /// each has a key of its own. The execution is in it because a run that is repeated
    /// after a crash must not find what its first execution wrote.
    pub fn topic(&self, run: &str, execution: u32, key: &str, name: &str) -> String {
        format!("{}{execution}.{key}.{name}", self.of_run(run))
    }

    /// `b.<run>.<execution>.<key>.<performance>.<name>`: a topic that is made anew for each
    /// performance of an act. No key has a dot.
    pub fn topic_of_performance(
        &self,
        run: &str,
        execution: u32,
        (key, performance): (&str, u32),
        name: &str,
    ) -> String {
        self.topic(run, execution, &format!("{key}.{performance}"), name)
    }

    /// `b.<run>.<execution>.<name>`. A group is the same in all acts of an execution, so that each
    /// act continues from what the one before committed.
    pub fn group(&self, run: &str, execution: u32, name: &str) -> String {
        format!("{}{execution}.{name}", self.of_run(run))
    }

    /// The name of a trial's topic and group; no other trial has the same.
    pub fn trial(&self) -> String {
        format!("{}trial-{}", self.0, Uuid::now_v7().simple())
    }

    /// The run that a real topic or group belongs to; `None` for one that is not of a run.
    pub fn run_of<'a>(&self, name: &'a str) -> Option<&'a str> {
        name.strip_prefix(&*self.0)?.split('.').next().filter(|run| !run.is_empty())
    }
}

impl Default for Namespace {
    fn default() -> Self {
        Self(PREFIX.into())
    }
}

impl FromStr for Namespace {
    type Err = String;

    fn from_str(prefix: &str) -> Result<Self, String> {
        let is_legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if prefix.is_empty() || prefix.len() > LONGEST || !prefix.chars().all(is_legal) {
            return Err(format!(
                "a prefix has 1 to {LONGEST} letters, digits, dots, hyphens or underscores"
            ));
        }
        Ok(Self(prefix.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_names_its_run() {
        let namespace = Namespace::default();
        let name = namespace.topic("0198", 2, "first", "pedidos.v1");
        assert_eq!(name, "b.0198.2.first.pedidos.v1");
        assert_eq!(namespace.run_of(&name), Some("0198"));
        assert!(name.starts_with(&namespace.of_run("0198")));
        assert!(!name.starts_with(&namespace.of_run("019")));
        let name = namespace.topic_of_performance("0198", 2, ("first", 7), "pedidos");
        assert_eq!(name, "b.0198.2.first.7.pedidos");
    }

    #[test]
    fn a_group_names_its_run() {
        let namespace: Namespace = "class-7_".parse().unwrap();
        let name = namespace.group("0198", 2, "facturas");
        assert_eq!(name, "class-7_0198.2.facturas");
        assert_eq!(namespace.run_of(&name), Some("0198"));
    }

    #[test]
    fn other_topics_are_nobodys() {
        let namespace = Namespace::default();
        assert_eq!(namespace.run_of("__consumer_offsets"), None);
        assert_eq!(namespace.run_of("b."), None);
    }

    #[test]
    fn a_prefix_is_part_of_a_name() {
        for refused in ["", "a b", "ñ", "a/b", &"x".repeat(65)] {
            assert!(refused.parse::<Namespace>().is_err(), "{refused}");
        }
    }
}
