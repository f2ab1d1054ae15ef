//! The course as the backend loads it: the real content, and small broken courses.

mod breakage;
mod broken;
mod course;
mod fields;
mod labs;
mod miniatures;
mod prose;
mod reading;
mod readme;
mod scenario;
mod schema;
mod snippet;
mod spelling;
mod texts;
mod toml_1_0;
mod validator;
mod whole;
