//! A fault in the content. The loader stops at the first one and names file and line, so that the
//! author finds it.

use std::{fmt, io, path::PathBuf};

use api::text::Lang;

use crate::{check::HINTS, field::FieldError};

#[derive(Debug)]
pub struct ContentError {
    pub file: PathBuf,
    /// Counts from 1; 1 when the fault is in the file as a whole.
    pub line: usize,
    pub fault: ContentFault,
}

impl fmt::Display for ContentError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.file.display(), self.line, self.fault)
    }
}

impl std::error::Error for ContentError {}

#[derive(Debug, thiserror::Error)]
pub enum ContentFault {
    #[error("the file cannot be read ({0}): put it there, as UTF-8 text")]
    Unreadable(io::Error),
    #[error("{0}")]
    Toml(String),
    #[error(
        "`{{ … }}` ends in the line where it begins (TOML 1.0): write a `[table]` or dotted keys"
    )]
    InlineTableLines,
    #[error("there is no comma behind the last value in `{{ … }}` (TOML 1.0): take it out")]
    InlineTableComma,
    #[error("TOML 1.0 knows no `\\e` and no `\\x`: write `\\u` and four digits")]
    NewerEscape,
    #[error("the lesson has to start with its front matter: TOML between two lines `+++`")]
    NoFrontMatter,
    #[error("the text is empty in language `{}`: write it", .0.code())]
    EmptyText(Lang),
    #[error("`{0}` is not a name: use lower-case ASCII letters, digits, `-` and `_`")]
    NotASlug(String),
    #[error("the {what} `{name}` is there twice: rename one of them")]
    Duplicate { what: &'static str, name: String },
    #[error("`{what}` is not the same as in lesson.es.md: make both languages agree")]
    LanguagesDiffer { what: &'static str },
    #[error("part {offset} is {found} here and {expected} in lesson.es.md: make them agree")]
    PartsDiffer { offset: usize, found: String, expected: String },
    #[error(
        "part {offset} has other notes, or in another order, than in lesson.es.md: make them agree"
    )]
    NotesDiffer { offset: usize },

    #[error("raw HTML is not allowed in a lesson: say it in Markdown")]
    RawHtml,
    #[error("headings start at `##` and go down one level at a time")]
    HeadingLevel,
    #[error("the language of this code is `{0}`: use python, bash, json or text")]
    CodeLanguage(String),
    #[error(
        "`{0}` means nothing: write `{{{{ejercicio ID}}}}`, `{{{{miniatura ID}}}}`, `{{{{pregunta ID}}}}`, `{{{{figura claves}}}}`, `{{{{figura grupo}}}}` or `{{{{fuente ID …}}}}` in a paragraph of its own, or `{{{{resultado ID …}}}}` in a sentence"
    )]
    UnknownMarker(String),
    #[error(
        "a result is written `{{{{resultado ID records_in_log act=1 example=12}}}}`, with an example of up to four digits, and `within=2` or `wrong=1` where it needs them"
    )]
    OutcomeShape,
    #[error("there is no wrong answer {wrong} of this exercise: it has {there}, counted from 1")]
    NoWrongAnswer { wrong: u32, there: usize },
    #[error("this result observes nothing: {0}")]
    OutcomeObservation(String),
    #[error("a result in the text is a number, and `{0}` is none")]
    OutcomeAnswer(String),
    #[error("this lesson has no exercise and no miniature `{0}`: tell of one that it has")]
    UnknownOutcome(String),
    #[error("part {offset} tells other results than in lesson.es.md: make them agree")]
    OutcomesDiffer { offset: usize },
    #[error("an image stands alone in its paragraph and is a file `figures/NAME.svg`")]
    ImagePlace,
    #[error("the figure {file} cannot be used: {reason}")]
    Figure { file: String, reason: String },
    #[error(
        "the link `{0}` leads nowhere: use `https://…`, `leccion:SLUG` of a lesson, or `termino:ID` of the glossary"
    )]
    BrokenLink(String),
    #[error("there is no term `{0}` in glossary.toml: define it there")]
    UnknownTerm(String),
    #[error("there is no source `{0}` in sources.toml: write it there")]
    UnknownSource(String),
    #[error("no note has this name: write it as `[^name]: …` in a paragraph of its own")]
    UnknownNote,
    #[error("no text refers to the note `{0}`: refer to it as `[^{0}]`, or take it out")]
    UnusedNote(String),
    #[error("a note tells no result: tell it in the text")]
    OutcomeInNote,
    #[error(
        "this is one line of Markdown: no second paragraph, no heading, no note, no result, no link to a lesson"
    )]
    InlineShape,
    #[error("the address `{0}` does not begin with `https://`")]
    Address(String),
    #[error("a lesson is closed by two lines, and this one by {0}")]
    GistLines(usize),
    #[error("`{0}` is no old address: write the slug of a lesson, or `slug#anchor`")]
    NotAnAddress(String),
    #[error("the number `{0}` is in no section of course.toml: write it as `1.2` in section 1")]
    NoSection(String),

    #[error("there is no exercise `{0}` in exercises.toml: write it, or take this line out")]
    UnknownExercise(String),
    #[error("the exercise `{0}` stands in no block: place it with `{{{{ejercicio {0}}}}}`")]
    UnplacedExercise(String),
    #[error(
        "there is no question `{0}` in exercises.toml: write an `[[ask]]`, or take this line out"
    )]
    UnknownAsk(String),
    #[error("the question `{0}` stands in no block: place it with `{{{{pregunta {0}}}}}`")]
    UnplacedAsk(String),
    #[error("no option of this question is `{0}`: name the right one")]
    NoRightOption(String),
    #[error("there is no miniature `{0}` in exercises.toml: write it, or take this line out")]
    UnknownMiniature(String),
    #[error("the miniature `{0}` stands in no block: place it with `{{{{miniatura {0}}}}}`")]
    UnplacedMiniature(String),
    #[error(
        "the goal of an exercise is prose: no `##`, no exercise, no result, no link to a lesson"
    )]
    GoalShape,
    #[error("the exercise has no field `{0}`: name one of its fields")]
    UnknownField(String),
    #[error("the field does not accept this value: {0}")]
    UnacceptableValue(FieldError),
    #[error("an empty list never holds: name at least one value")]
    EmptyCondition,
    #[error("a line of the snippet has `code`, or `comment`, or both, in one line")]
    SnippetLine,
    #[error("the model answer is not valid: {0}")]
    Model(FieldError),
    #[error("the placeholder `{{{0}}}` is unknown here")]
    UnknownPlaceholder(String),
    #[error("this lab has no act {0}")]
    UnknownAct(u32),
    #[error(
        "act {0} has no such topic or actor, or is not varied so, whatever the form says: name what it has"
    )]
    NothingSelected(u32),
    #[error("what is observed here is {0}: give the question an input of that kind")]
    QuestionInput(&'static str),
    #[error("no question asks for this: write one, or judge something else")]
    NothingPredicted,
    #[error(
        "whoever predicts nothing is not judged by this: put a check `prediction_made` beside it"
    )]
    PredictionUnclaimed,
    #[error("`{0}` is not a misconception of the catalogue: write `M` and two digits")]
    Misconception(String),
    #[error("a check has {HINTS} hints, from nudge to solution, and this one has {found}")]
    HintLadder { found: usize },

    #[error("`${0}` is neither a field of the form nor a draw: name one of them")]
    Unbound(String),
    #[error("`${0}` is a field of the form and a draw: rename the draw")]
    BoundTwice(String),
    #[error("no act uses the {what} `{name}`: use it, or take it out")]
    Unused { what: &'static str, name: String },
    #[error("there is no {what} `{name}` here: name one that is")]
    UnknownPart { what: &'static str, name: String },
    #[error("`{name}` is no {wanted}, and this step is about one")]
    OtherKind { name: String, wanted: &'static str },
    #[error("`{0}` is no name of a topic: use ASCII letters, digits, `.`, `_` and `-`")]
    NotATopic(String),
    #[error("`{actor}` {why}")]
    OutOfTurn { actor: String, why: &'static str },
    #[error("what `{0}` sends comes back to it: send it to a topic that it does not read")]
    ComesBack(String),
    #[error("a handler writes rows by one `effect` or by one `fold`: take the others out")]
    TwoSinks,
    #[error("orders of this kind have no `{0}`: name a field that they have")]
    NoOrderField(&'static str),
    #[error("`{0}` holds no whole numbers: add up another field, or count")]
    NotWhole(&'static str),
    #[error("the simulated cluster cannot do this: say `needs = {{ kafka = true }}`")]
    NeedsKafka,
    #[error("nothing removes records of `{0}`: set its `cleanup.policy` or `retention.ms`")]
    NotCleaned(String),
    #[error("a run takes {taken} {what}, and the limit of the exercise is {limit}")]
    OverLimit { what: &'static str, taken: u64, limit: u64 },
    #[error("there are no {0}: at least one is needed")]
    TooFew(&'static str),
    #[error("`{what}` is {number}, and can be {least} to {most} here")]
    OutOfRange { what: &'static str, number: u32, least: u32, most: u32 },
    #[error("the bounds are in ascending order, from {least} to {most} at most")]
    Bounds { least: u32, most: u32 },
    #[error("an act is compared with an earlier one, and {0} is none")]
    NotEarlier(u32),
    #[error("act {0} is performed several times: compare with one that is performed once")]
    ComparedWithVaried(u32),
    #[error("`${0}` is varied here, and is a field of the form or a draw: rename what is varied")]
    VariedTwice(String),
    #[error(
        "act {act} makes the topic `{topic}` anew each time that it is performed: name another one here"
    )]
    VariedTopic { topic: String, act: u32 },
    #[error("when {what}: {fault}")]
    When { what: String, fault: Box<ContentFault> },
    #[error("the wrong answer is not valid: {0}")]
    WrongAnswer(FieldError),
    #[error("this is the model answer with a right prediction: change something")]
    NotWrong,
    #[error("no answer fails `{0}` alone: write one, or say in `together` why there is none")]
    NeverAlone(String),
    #[error("only one check fails: `together` has nothing to explain")]
    TogetherAlone,
}
