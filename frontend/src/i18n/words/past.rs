//! The list of past runs.

pub struct PastWords {
    pub past_runs: fn(usize) -> String,
    pub past_runs_table: &'static str,
    pub attempt: &'static str,
    pub attempt_number: fn(u32) -> String,
    pub result_column: &'static str,
    pub points_column: &'static str,
    pub broker_column: &'static str,
    pub when: &'static str,
    pub stopped: &'static str,
    pub under_way: &'static str,
}
