//! The results as a table: the last thing that `cargo xtask test` prints.

use std::fmt::Write as _;

use anyhow::Result;

use super::Skipped;

pub(super) struct Row {
    pub(super) name: String,
    pub(super) seconds: f64,
    pub(super) outcome: Outcome,
}

pub(super) enum Outcome {
    Passed,
    Failed(String),
    /// Passed as far as it could run; what could not run, and why.
    Skipped(String),
    /// A part that it needs failed.
    NotRun(String),
}

impl Outcome {
    pub(super) fn of(result: Result<Skipped>, skip_is_failure: bool) -> Self {
        match result {
            Err(error) => Self::Failed(format!("{error:#}")),
            Ok(skipped) if skipped.is_empty() => Self::Passed,
            Ok(skipped) if skip_is_failure => {
                Self::Failed(format!("skipped, and CI=true: {}", skipped.join("; ")))
            }
            Ok(skipped) => Self::Skipped(skipped.join("; ")),
        }
    }

    pub(super) fn is_failure(&self) -> bool {
        matches!(self, Self::Failed(_))
    }
}

/// A line for each part, and the counts alone on the last line, for programs.
pub(super) fn table(rows: &[Row]) -> String {
    let mut table = String::new();
    for Row { name, seconds, outcome } in rows {
        let (word, why) = match outcome {
            Outcome::Passed => ("passed", ""),
            Outcome::Failed(why) => ("FAILED", why.as_str()),
            Outcome::Skipped(why) => ("skipped", why.as_str()),
            Outcome::NotRun(why) => ("not run", why.as_str()),
        };
        let why = why.lines().next().unwrap_or_default();
        let line = format!("{name:<12} {word:<8} {seconds:>7.1} s  {why}");
        writeln!(table, "{}", line.trim_end()).expect("a String takes any text");
    }
    let count = |is: fn(&Outcome) -> bool| rows.iter().filter(|row| is(&row.outcome)).count();
    let passed = count(|outcome| matches!(outcome, Outcome::Passed));
    let failed = count(Outcome::is_failure);
    let skipped = rows.len() - passed - failed;
    writeln!(table, "\n{passed} passed, {failed} failed, {skipped} skipped")
        .expect("a String takes any text");
    table
}

#[cfg(test)]
mod tests {
    use super::{Outcome, Row, table};

    #[test]
    fn each_part_has_one_line_with_its_reason_and_the_counts_stand_alone() {
        let row = |name: &str, outcome| Row { name: name.to_owned(), seconds: 1.25, outcome };
        let rows = [
            row("fmt", Outcome::Passed),
            row("rust", Outcome::Skipped("PostgreSQL is missing".to_owned())),
            row("web", Outcome::Failed("it does not compile\nmore".to_owned())),
            row("e2e", Outcome::NotRun("web failed".to_owned())),
        ];
        assert_eq!(
            table(&rows),
            "fmt          passed       1.2 s\n\
             rust         skipped      1.2 s  PostgreSQL is missing\n\
             web          FAILED       1.2 s  it does not compile\n\
             e2e          not run      1.2 s  web failed\n\
             \n\
             1 passed, 1 failed, 2 skipped\n"
        );
    }

    #[test]
    fn a_skip_is_a_failure_where_everything_must_be_checked() {
        let skipped = || Ok(vec!["PostgreSQL is missing".to_owned()]);
        assert!(matches!(Outcome::of(skipped(), false), Outcome::Skipped(_)));
        assert!(Outcome::of(skipped(), true).is_failure());
        assert!(matches!(Outcome::of(Ok(Vec::new()), true), Outcome::Passed));
    }
}
