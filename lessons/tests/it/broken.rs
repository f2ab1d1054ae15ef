//! Every fault of the content, with its file and line.
