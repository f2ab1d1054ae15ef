//! How far the learner is: what she has read, which the server keeps, and what she has passed. Both
//! change while a page is open, so whatever shows them reads them here.
//!
//! Local storage has what was read in this browser, until the server has it, too: a page that is
//! closed at once sends nothing, and the next one makes up for it.

use std::{collections::BTreeMap, time::Duration};

use api::{
    course::{Course, LessonOutline, Reading},
    text::Lang,
    verdict::Score,
};
use leptos::prelude::*;

use crate::{client, storage};

/// Between reaching a block and telling the server: whoever scrolls through a lesson sends little.
const PAUSE: Duration = Duration::from_secs(4);

/// How far a lesson is, drawn as a log: the position is what was read, confirmed is what exercises
/// proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub position: u32,
    pub confirmed: u32,
    pub end: u32,
}

impl Progress {
    pub fn is_begun(self) -> bool {
        self.position > 0
    }

    /// Nothing is left to prove; where there is nothing to prove, nothing to read.
    pub fn is_done(self) -> bool {
        self.confirmed >= self.end
    }

    pub fn is_read(self) -> bool {
        self.position >= self.end
    }
}

/// Provided once, by the app.
#[derive(Clone, Copy)]
pub struct LearnerProgress {
    lang: Lang,
    /// Blocks read, by lesson.
    read: RwSignal<BTreeMap<String, u32>>,
    /// Best scores, by exercise.
    best: RwSignal<BTreeMap<String, Score>>,
    /// What the server is yet to be told.
    untold: StoredValue<BTreeMap<String, u32>>,
    /// Whether a timer runs that tells it.
    is_due: StoredValue<bool>,
}

impl LearnerProgress {
    pub fn new(lang: Lang) -> Self {
        Self {
            lang,
            read: RwSignal::default(),
            best: RwSignal::default(),
            untold: StoredValue::default(),
            is_due: StoredValue::default(),
        }
    }

    /// The server's answer, and what this browser knows beyond it.
    pub fn merge(self, course: &Course) {
        let mut read = self.read.get_untracked();
        let mut best = self.best.get_untracked();
        for lesson in &course.lessons {
            let here = stored(&lesson.slug).max(inherited(lesson, stored)).min(lesson.blocks);
            let blocks = read.entry(lesson.slug.clone()).or_default();
            *blocks = lesson.read.max(here).max(*blocks);
            if *blocks > lesson.read {
                self.tell(&lesson.slug, *blocks);
            }
            for exercise in &lesson.exercises {
                best.extend(exercise.best.map(|score| (exercise.id.clone(), score)));
            }
        }
        self.read.set(read);
        self.best.set(best);
    }

    /// The reader came to this block, the first one that she has not read. Scrolling back does not
    /// undo it.
    pub fn reached(self, slug: &str, block: u32) {
        if self.read.with_untracked(|read| read.get(slug).is_some_and(|before| *before >= block))
            || block == 0
        {
            return;
        }
        storage::save(&name(slug), &block);
        self.read.update(|read| {
            read.insert(slug.to_owned(), block);
        });
        self.tell(slug, block);
    }

    /// An exercise has this best score now.
    pub fn scored(self, exercise: &str, score: Score) {
        if self.best.with_untracked(|best| best.get(exercise) != Some(&score)) {
            self.best.update(|best| {
                best.insert(exercise.to_owned(), score);
            });
        }
    }

    pub fn best(self, exercise: &str) -> Option<Score> {
        self.best.with(|best| best.get(exercise).copied())
    }

    pub fn is_passed(self, exercise: &str) -> bool {
        self.best(exercise).is_some_and(is_passed)
    }

    pub fn of(self, lesson: &LessonOutline) -> Progress {
        let read = self.read.with(|read| read.get(&lesson.slug).copied().unwrap_or(0));
        let ids = lesson.exercises.iter().map(|exercise| exercise.id.as_str());
        let passed = ids.filter(|id| self.is_passed(id)).count() as u32;
        progress(lesson.blocks, read, lesson.exercises.len() as u32, passed)
    }

    fn tell(self, slug: &str, blocks: u32) {
        self.untold.update_value(|untold| {
            untold.insert(slug.to_owned(), blocks);
        });
        if self.is_due.get_value() {
            return;
        }
        self.is_due.set_value(true);
        set_timeout(
            move || {
                self.is_due.set_value(false);
                let untold = self.untold.try_update_value(std::mem::take).unwrap_or_default();
                leptos::task::spawn_local(async move {
                    for (lesson, blocks) in untold {
                        // Local storage has it: the next page tells it again.
                        client::note_reading(&Reading { lesson, blocks }, self.lang).await.ok();
                    }
                });
            },
            PAUSE,
        );
    }
}

fn is_passed(score: Score) -> bool {
    score.points == score.max_points
}

/// Exercises confirm what comes before them; without any, whoever has read a lesson is done.
fn progress(end: u32, read: u32, exercises: u32, passed: u32) -> Progress {
    let confirmed = match exercises {
        0 if read >= end => end,
        0 => 0,
        exercises => end * passed / exercises,
    };
    Progress { position: read.max(confirmed).min(end), confirmed, end }
}

/// What was read of the old lessons that this one was made of, counted in its own blocks. `stored`
/// gives the blocks that were read of an old one.
fn inherited(lesson: &LessonOutline, stored: impl Fn(&str) -> u32) -> u32 {
    let blocks = lesson.formerly.iter().filter_map(|old| old.split_once("#o"));
    let mut blocks =
        blocks.filter_map(|(slug, block)| Some((slug, block.parse::<u32>().ok()?))).peekable();
    if blocks.peek().is_some() {
        let all_read = blocks.all(|(slug, block)| stored(slug) > block);
        return if all_read { lesson.blocks } else { 0 };
    }
    // It has a new name, and is as it was.
    lesson.formerly.iter().map(|slug| stored(slug)).max().unwrap_or(0)
}

fn stored(slug: &str) -> u32 {
    storage::load(&name(slug)).unwrap_or(0)
}

fn name(slug: &str) -> String {
    format!("position.{slug}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::course;

    #[test]
    fn exercises_confirm_their_share_and_reading_confirms_nothing() {
        let of = |read, exercises, passed| progress(8, read, exercises, passed);
        assert_eq!(of(3, 2, 0), Progress { position: 3, confirmed: 0, end: 8 });
        assert_eq!(of(3, 2, 1), Progress { position: 4, confirmed: 4, end: 8 });
        assert_eq!(of(9, 2, 2), Progress { position: 8, confirmed: 8, end: 8 });
        assert!(!of(8, 2, 1).is_done() && of(8, 2, 1).is_read());
        assert!(of(0, 2, 2).is_done());
        assert!(of(8, 0, 0).is_done() && !of(7, 0, 0).is_done());
    }

    #[test]
    fn what_was_read_of_an_old_lesson_counts_for_those_made_of_it() {
        let lesson = |formerly: &[&str]| course::lesson("nueva", formerly);
        let stored = |slug: &str| if slug == "vieja" { 3 } else { 0 };
        assert_eq!(inherited(&lesson(&["vieja#o1", "vieja#o2"]), stored), 4);
        assert_eq!(inherited(&lesson(&["vieja", "vieja#o1", "vieja#o3"]), stored), 0);
        assert_eq!(inherited(&lesson(&["vieja"]), stored), 3);
        assert_eq!(inherited(&lesson(&["otra#o0"]), stored), 0);
        assert_eq!(inherited(&lesson(&[]), stored), 0);
    }
}
