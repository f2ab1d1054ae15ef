//! The parts of the page whose code a first view does not need: what belongs to an exercise, the
//! figures that can be touched, and the page of a run. The build cuts them out of the module (`xtask/src/split.rs`); here are the cuts.
//!
//! What is loaded is a function that draws the part, so that drawing stays an ordinary call, in the
//! owner of whoever shows it. On the host all code is one program, and there is nothing to load.

use api::{course::Figure, exercise::ExerciseKind};
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

use crate::{
    components::{
        exercise::{ExerciseBlock, ExerciseBlockProps},
        group_figure::GroupFigure,
        keys_figure::KeysFigure,
    },
    pages::run::RunPage,
};

/// The code of a part did not come: the connection broke, or the server has another build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing;

impl From<SplitLoaderError> for Missing {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// Draws an exercise or a miniature, by its id.
pub type DrawExercise = fn(String, ExerciseKind) -> AnyView;

/// Draws a figure that can be touched.
pub type DrawFigure = fn(Figure) -> AnyView;

/// Draws the page of the run that the address names.
pub type DrawRunPage = fn() -> AnyView;

#[wasm_split(exercise, wasm_split_path = leptos::wasm_split, fallible)]
pub fn exercise() -> Result<DrawExercise, Missing> {
    Ok(|id, kind| ExerciseBlock(ExerciseBlockProps { id, kind }).into_any())
}

#[wasm_split(figure, wasm_split_path = leptos::wasm_split, fallible)]
pub fn figure() -> Result<DrawFigure, Missing> {
    Ok(|figure| match figure {
        Figure::Keys => KeysFigure().into_any(),
        Figure::Group => GroupFigure().into_any(),
    })
}

#[wasm_split(exercise, wasm_split_path = leptos::wasm_split, fallible)]
pub fn run_page() -> Result<DrawRunPage, Missing> {
    Ok(|| RunPage().into_any())
}
