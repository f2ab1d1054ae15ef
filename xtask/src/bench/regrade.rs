//! How many stored runs of `productor-basico` are graded again each second: read from SQLite, their
//! hash checked, parsed, graded and compared with the stored verdict.

use anyhow::{Context, Result, bail};

use super::{
    Number,
    server::{self, Broker, Server},
    verdict,
};
use crate::workspace;

const RUNS: usize = 200;
/// Number of regradings of all runs; the median counts.
const ROUNDS: usize = 15;

pub(super) fn runs_per_second() -> Result<Vec<Number>> {
    let server = Server::start(&Broker::Simulated)?;
    for _ in 0..RUNS {
        verdict::verdict(server.browser())?;
    }
    let mut rates = (0..ROUNDS).map(|_| rate(&server)).collect::<Result<Vec<f64>>>()?;
    rates.sort_by(f64::total_cmp);
    Ok(vec![Number::new("regrades_per_s", rates[ROUNDS / 2], "1/s")])
}

/// By the program's own clock, which starts when course and database are open.
fn rate(server: &Server) -> Result<f64> {
    let mut command = server::program();
    command.args(["regrade", "--exercise", "productor-basico", "--data"]).arg(server.data());
    command.arg("--content").arg(workspace::root().join("lessons/content"));
    let output = command.output().context("the program cannot be started")?;
    let said = String::from_utf8_lossy(&output.stdout);
    if !said.contains(&format!("{RUNS} the same")) {
        bail!("not every verdict came out the same: {said}");
    }
    let seconds = said.strip_prefix(&format!("{RUNS} runs graded in "));
    let seconds = seconds.and_then(|rest| rest.split(' ').next()).context("no time was told")?;
    Ok(RUNS as f64 / seconds.parse::<f64>()?)
}
