//! What is known about an external cluster: the findings of a trial, which takes place when the
//! server starts and is repeated while something is lacking.

use std::{
    sync::{Arc, RwLock},
    time::Duration,
};

use api::text::Text;
use lessons::scenario::Needs;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::{
    SESSIONS_MS,
    lack::Lack,
    trial::{self, Findings},
    trouble,
};
use crate::lab::{namespace::Namespace, wire::Bootstrap};

/// The pause before the next trial. Somebody may be changing the cluster's settings.
const TRIAL_PAUSE: Duration = Duration::from_secs(20);

/// Clones share what is known.
#[derive(Debug, Clone, Default)]
pub struct Survey(Arc<RwLock<Known>>);

#[derive(Debug, Clone, Default, PartialEq)]
enum Known {
    #[default]
    Nothing,
    /// The trial could not be completed: a broker cannot be reached.
    Trouble(Text),
    All(Findings),
}

impl Survey {
    /// Repeats the trial until nothing is lacking. Calls `tell` when the lacks have changed, with
    /// none once all is well again.
    pub async fn keep(
        &self,
        bootstrap: &Bootstrap,
        namespace: &Namespace,
        stop: &CancellationToken,
        tell: impl Fn(&[Lack]),
    ) {
        // The same name each time: if we may not remove the topic, only one is left behind.
        let name = namespace.trial();
        loop {
            let trial = trial::hold(bootstrap, namespace, &name);
            let tried = stop.run_until_cancelled(trial).await;
            let Some(tried) = tried else { return };
            let known = match tried {
                Ok(findings) => Known::All(findings),
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "the cluster could not be tried"
                    );
                    Known::Trouble(trouble::text(&error))
                }
            };
            let before = self.learn(known.clone());
            if let Known::All(Findings { lacks, .. }) = &known {
                let is_news = match before {
                    Known::All(before) => before.lacks != *lacks,
                    Known::Nothing | Known::Trouble(_) => !lacks.is_empty(),
                };
                if is_news {
                    tell(lacks);
                }
                if lacks.is_empty() {
                    return;
                }
            }
            if stop.run_until_cancelled(sleep(TRIAL_PAUSE)).await.is_none() {
                return;
            }
        }
    }

    /// Why exercises of this kind cannot run; `None` while nothing is known against it.
    pub fn leaves_out(&self, needs: Needs) -> Option<Text> {
        match self.known() {
            Known::Nothing | Known::Trouble(_) => None,
            Known::All(Findings { lacks, .. }) => {
                lacks.iter().find(|lack| lack.leaves_out(needs)).map(Lack::text)
            }
        }
    }

    /// Why no exercise can run.
    pub fn missing(&self) -> Option<Text> {
        if let Known::Trouble(why) = self.known() {
            return Some(why);
        }
        // What leaves out an exercise without any needs leaves out all.
        self.leaves_out(Needs::default())
    }

    /// In milliseconds. Until the trial has shown it, what every cluster allows by default.
    pub fn shortest_session_ms(&self) -> u32 {
        let [.., by_default] = SESSIONS_MS;
        match self.known() {
            Known::All(findings) => findings.shortest_session_ms,
            Known::Nothing | Known::Trouble(_) => by_default,
        }
    }

    fn known(&self) -> Known {
        self.0.read().expect("no holder of this lock panics").clone()
    }

    /// Returns what was known before.
    fn learn(&self, known: Known) -> Known {
        std::mem::replace(&mut *self.0.write().expect("no holder of this lock panics"), known)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::lack::{Operation, Refusal},
        *,
    };

    /// Those of a producer's exercise and of a consumer's.
    const NEEDS: [Needs; 2] =
        [Needs { kafka: false, groups: false }, Needs { kafka: false, groups: true }];

    fn survey(lacks: Vec<Lack>) -> Survey {
        let survey = Survey::default();
        assert_eq!(NEEDS.map(|needs| survey.leaves_out(needs)), [const { None }; 2]);
        survey.learn(Known::All(Findings { lacks, shortest_session_ms: 1500 }));
        survey
    }

    #[test]
    fn a_lack_leaves_out_the_exercises_that_need_it() {
        let refusal = || Refusal {
            error: "refused".to_owned(),
            is_permission: true,
            prefix: "p.".to_owned(),
        };
        let topics = |operation| Lack::Topics { operation, refusal: refusal() };
        for (lack, left_out) in [
            (Lack::Version, [true; 2]),
            (topics(Operation::Create), [true; 2]),
            (topics(Operation::Write), [true; 2]),
            (topics(Operation::Delete), [false; 2]),
            (Lack::Replicas { error: "too few".to_owned() }, [true; 2]),
            (Lack::Groups { refusal: refusal() }, [false, true]),
            (Lack::Sessions { shortest_ms: 6000 }, [false, true]),
        ] {
            let survey = survey(vec![lack.clone()]);
            assert_eq!(NEEDS.map(|needs| survey.leaves_out(needs).is_some()), left_out, "{lack:?}");
            assert_eq!(survey.missing().is_some(), left_out[0], "{lack:?}");
        }
    }

    #[test]
    fn an_unreachable_broker_is_missing_and_leaves_out_no_exercise() {
        let survey = Survey::default();
        assert_eq!(survey.shortest_session_ms(), 6000);
        survey.learn(Known::Trouble(Text::new("no", "no")));
        assert_eq!(survey.leaves_out(Needs::default()), None);
        assert!(survey.missing().is_some());
        assert_eq!(self::survey(Vec::new()).missing(), None);
    }
}
