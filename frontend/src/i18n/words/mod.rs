//! What there is to say, area by area: one struct each, one constant per language.

mod course;
mod drawing;
mod figure;
mod form;
mod group;
mod home;
mod lesson;
mod measures;
mod miniature;
mod page;
mod part;
mod past;
mod result;
mod run;
mod search;
mod table;
mod verdict;

pub use course::CourseWords;
pub use drawing::DrawingWords;
pub use figure::FigureWords;
pub use form::FormWords;
pub use group::GroupWords;
pub use home::HomeWords;
pub use lesson::LessonWords;
pub use measures::MeasureWords;
pub use miniature::MiniatureWords;
pub use page::PageWords;
pub use part::PartWords;
pub use past::PastWords;
pub use result::ResultWords;
pub use run::RunWords;
pub use search::SearchWords;
pub use table::TableWords;
pub use verdict::VerdictWords;

/// What a page says before any of its parts is loaded.
pub struct FirstWords {
    pub page: PageWords,
    pub course: CourseWords,
    pub home: HomeWords,
    pub lesson: LessonWords,
    pub search: SearchWords,
    pub part: PartWords,
}

/// What its parts say.
pub struct Words {
    pub figure: FigureWords,
    pub form: FormWords,
    pub miniature: MiniatureWords,
    pub run: RunWords,
    pub drawing: DrawingWords,
    pub group: GroupWords,
    pub measures: MeasureWords,
    pub table: TableWords,
    pub verdict: VerdictWords,
    pub past: PastWords,
    pub result: ResultWords,
}
