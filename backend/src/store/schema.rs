//! The schema, as the migrations of `backend/migrations/`. They are listed by hand: for the macro
//! `sqlx::migrate!` both database drivers would be compiled a second time.

use sqlx::{
    SqlStr,
    migrate::{Migration, MigrationType, Migrator},
};

/// Number and name of each migration, which never change once it was released.
const STEPS: [(i64, &str, &str); 7] = [
    (1, "start", include_str!("../../migrations/0001_start.sql")),
    (2, "replaced verdicts", include_str!("../../migrations/0002_replaced_verdicts.sql")),
    (3, "numbered runs", include_str!("../../migrations/0003_numbered_runs.sql")),
    (4, "sessions", include_str!("../../migrations/0004_sessions.sql")),
    (5, "retention", include_str!("../../migrations/0005_retention.sql")),
    (6, "probe", include_str!("../../migrations/0006_probe.sql")),
    (7, "readings", include_str!("../../migrations/0007_readings.sql")),
];

pub(super) fn migrator() -> Migrator {
    let step = |(number, name, sql): (i64, &'static str, &'static str)| {
        let sql = SqlStr::from_static(sql);
        Migration::new(number, name.into(), MigrationType::Simple, sql, false)
    };
    Migrator::with_migrations(STEPS.map(step).into())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::STEPS;

    #[test]
    fn every_file_is_a_step() {
        let name = |(number, name, _)| format!("{number:04}_{}.sql", str::replace(name, " ", "_"));
        let steps: BTreeSet<String> = STEPS.map(name).into();
        let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).unwrap();
        let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        assert_eq!(files.collect::<BTreeSet<_>>(), steps);
    }
}
