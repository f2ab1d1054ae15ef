//! Markdown as the browser gets it.
