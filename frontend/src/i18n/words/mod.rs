//! What there is to say, area by area: one struct each, one constant per language.

mod course;
mod drawing;
mod form;
mod group;
mod measures;
mod miniature;
mod page;
mod part;
mod past;
mod result;
mod run;
mod table;
mod verdict;

pub use course::CourseWords;
pub use drawing::DrawingWords;
pub use form::FormWords;
pub use group::GroupWords;
pub use measures::MeasureWords;
pub use miniature::MiniatureWords;
pub use page::PageWords;
pub use part::PartWords;
pub use past::PastWords;
pub use result::ResultWords;
pub use run::RunWords;
pub use table::TableWords;
pub use verdict::VerdictWords;

/// What a page says before any of its parts is loaded.
pub struct FirstWords {
    pub page: PageWords,
    pub course: CourseWords,
    pub part: PartWords,
}

/// What its parts say.
pub struct Words {
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
