//! A value of the TOML with its position, for faults that are found later.

use serde::Deserialize;

/// Wraps `toml::Spanned` in a type of our own, so that its JSON Schema is that of the value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
pub(super) struct Spanned<T>(toml::Spanned<T>);

impl<T> Spanned<T> {
    /// A value that no file says, in the place of the one that it is about.
    pub(super) fn at(start: usize, value: T) -> Self {
        Self(toml::Spanned::new(start..start, value))
    }

    /// The byte where the value begins. A table written in dotted keys begins with the first of
    /// them.
    pub(super) fn start(&self) -> usize {
        self.0.span().start
    }

    pub(super) fn get_ref(&self) -> &T {
        self.0.get_ref()
    }

    pub(super) fn into_inner(self) -> T {
        self.0.into_inner()
    }
}

#[cfg(test)]
mod schema {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator};

    impl<T: JsonSchema> JsonSchema for super::Spanned<T> {
        fn inline_schema() -> bool {
            T::inline_schema()
        }

        fn schema_name() -> Cow<'static, str> {
            T::schema_name()
        }

        fn schema_id() -> Cow<'static, str> {
            T::schema_id()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            T::json_schema(generator)
        }
    }
}
