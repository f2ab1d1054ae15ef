//! The parts of the page whose code a first view does not need: the form of an exercise, its runs, the
//! figures that can be touched, the search, and the pages that are no lesson. The build cuts them out
//! of the module (`xtask/src/split.rs`); here are the cuts.
//!
//! What is loaded is a function that draws the part, so that drawing stays an ordinary call, in the
//! owner of whoever shows it. On the host all code is one program, and there is nothing to load.

use api::{
    course::{ExerciseText, Figure},
    exercise::ExerciseKind,
};
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

use crate::{
    components::{
        exercise::{ExerciseBlock, ExerciseBlockProps},
        group_figure::GroupFigure,
        keys_figure::KeysFigure,
        run_panel::{RunPanel, RunPanelProps},
        search::{SearchDialog, SearchDialogProps},
    },
    pages::{glossary::GlossaryPage, home::HomePage, run::RunPage},
};

/// The code of a part did not come: the connection broke, or the server has another build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing;

impl From<SplitLoaderError> for Missing {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// Draws an exercise or a miniature, by its id, and its text while its data is loaded.
pub type DrawExercise = fn(String, ExerciseKind, ExerciseText) -> AnyView;

/// Draws a run with its result.
pub type DrawRun = fn(RunPanelProps) -> AnyView;

/// Draws a figure that can be touched.
pub type DrawFigure = fn(Figure) -> AnyView;

/// Draws a page that is not a lesson.
pub type DrawPage = fn() -> AnyView;

/// Draws the dialog of the search, which opens whenever the number changes.
pub type DrawSearch = fn(ReadSignal<u32>) -> AnyView;

#[wasm_split(exercise, wasm_split_path = leptos::wasm_split, fallible)]
pub fn exercise() -> Result<DrawExercise, Missing> {
    Ok(|id, kind, text| ExerciseBlock(ExerciseBlockProps { id, kind, text }).into_any())
}

#[wasm_split(figure, wasm_split_path = leptos::wasm_split, fallible)]
pub fn figure() -> Result<DrawFigure, Missing> {
    Ok(|figure| match figure {
        Figure::Keys => KeysFigure().into_any(),
        Figure::Group => GroupFigure().into_any(),
    })
}

#[wasm_split(run, wasm_split_path = leptos::wasm_split, fallible)]
pub fn run_panel() -> Result<DrawRun, Missing> {
    Ok(|props| RunPanel(props).into_any())
}

#[wasm_split(run, wasm_split_path = leptos::wasm_split, fallible)]
pub fn run_page() -> Result<DrawPage, Missing> {
    Ok(|| RunPage().into_any())
}

#[wasm_split(home, wasm_split_path = leptos::wasm_split, fallible)]
pub fn home_page() -> Result<DrawPage, Missing> {
    Ok(|| HomePage().into_any())
}

#[wasm_split(home, wasm_split_path = leptos::wasm_split, fallible)]
pub fn glossary_page() -> Result<DrawPage, Missing> {
    Ok(|| GlossaryPage().into_any())
}

#[wasm_split(search, wasm_split_path = leptos::wasm_split, fallible)]
pub fn search() -> Result<DrawSearch, Missing> {
    Ok(|opened| SearchDialog(SearchDialogProps { opened }).into_any())
}
