//! Every fault of a scenario is reported with the line where it stands.

mod answers;
mod cluster;
mod names;
mod numbers;
mod services;
mod steps;
mod varied;

use super::*;

/// A small exercise with a small scenario.
fn small() -> String {
    include_str!("../../small/exercises.toml").to_owned()
}

/// Several breakages: what is replaced, by what, what stands in the line that the error names, and
/// a part of its sentence.
fn each(breakages: &[(&str, &str, &str, &str)]) {
    for (from, to, place, sentence) in breakages {
        let text = small();
        assert!(text.contains(from), "there is no {from:?} to break");
        let broken = text.replacen(from, to, 1);
        let error = load(&broken, "uno").expect_err(to);
        let number = error.split(':').nth(1).and_then(|number| number.parse::<usize>().ok());
        let number = number.unwrap_or_else(|| panic!("no line in {error}"));
        let line = broken.lines().nth(number - 1).unwrap_or_default();
        assert!(line.contains(place), "{to:?}: expected {place:?} in {line:?}; {error}");
        assert!(error.contains(sentence), "{to:?}: expected {sentence:?} in {error}");
        assert!(!error.contains('\n'), "one sentence: {error}");
    }
}

#[test]
fn the_small_scenario_is_whole() {
    let exercise = load(&small(), "uno").unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(exercise.wrong.len(), 1);
    assert!(exercise.scenario.needs.groups);
}
