//! How it went, as a table: the last thing that `cargo xtask test` prints.

use std::fmt::Write as _;

pub(super) struct Row {
    pub(super) name: String,
    pub(super) seconds: f64,
    pub(super) outcome: Outcome,
}

pub(super) enum Outcome {
    Passed,
    Failed(String),
    /// Passed as far as it could run; what could not, and why.
    Skipped(String),
    /// An earlier part failed.
    NotRun,
}

impl Outcome {
    pub(super) fn is_failure(&self) -> bool {
        match self {
            Self::Failed(_) => true,
            Self::Passed | Self::Skipped(_) | Self::NotRun => false,
        }
    }
}

pub(super) fn table(rows: &[Row]) -> String {
    rows.iter().fold(String::new(), |mut table, Row { name, seconds, outcome }| {
        let (word, why) = match outcome {
            Outcome::Passed => ("passed", ""),
            Outcome::Failed(why) => ("FAILED", why.as_str()),
            Outcome::Skipped(why) => ("skipped", why.as_str()),
            Outcome::NotRun => ("not run", ""),
        };
        let why = why.lines().next().unwrap_or_default();
        let line = format!("{name:<12} {word:<8} {seconds:>7.1} s  {why}");
        writeln!(table, "{}", line.trim_end()).expect("a String takes any text");
        table
    })
}

#[cfg(test)]
mod tests {
    use super::{Outcome, Row, table};

    #[test]
    fn each_part_has_one_line_with_its_reason() {
        let row = |name: &str, outcome| Row { name: name.to_owned(), seconds: 1.25, outcome };
        let rows = [
            row("fmt", Outcome::Passed),
            row("rust", Outcome::Skipped("PostgreSQL is missing".to_owned())),
            row("web", Outcome::Failed("it does not compile\nmore".to_owned())),
            row("e2e", Outcome::NotRun),
        ];
        assert_eq!(
            table(&rows),
            "fmt          passed       1.2 s\n\
             rust         skipped      1.2 s  PostgreSQL is missing\n\
             web          FAILED       1.2 s  it does not compile\n\
             e2e          not run      1.2 s\n"
        );
    }
}
