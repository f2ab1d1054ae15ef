//! The record that a link has marked, in the drawing and in the table.

use api::verdict::EvidenceLink;
use leptos::prelude::*;

/// The record that is marked now. Provided by the panel of a run.
#[derive(Clone, Copy)]
pub struct Selection(pub RwSignal<Option<EvidenceLink>>);
