//! Whether the server has another build than this page, as after an update: then the files of this
//! page are gone, and the data may have a form that it does not know. Every answer says which build
//! the server has.

use std::sync::LazyLock;

use leptos::prelude::*;

use crate::served;

static IS_THERE: LazyLock<ArcRwSignal<bool>> = LazyLock::new(ArcRwSignal::default);

/// Whether another build was seen.
pub fn is_there() -> ArcReadSignal<bool> {
    IS_THERE.read_only()
}

/// Notes the build that an answer names.
pub fn seen(named: Option<&str>) {
    if differs(served::build().as_deref(), named) {
        IS_THERE.set(true);
    }
}

/// A proxy may answer in the server's place, and names none.
fn differs(own: Option<&str>, named: Option<&str>) -> bool {
    own.zip(named).is_some_and(|(own, named)| own != named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_build_that_is_named_can_be_another() {
        assert!(differs(Some("a1"), Some("b2")));
        assert!(!differs(Some("a1"), Some("a1")));
        assert!(!differs(Some("a1"), None));
        assert!(!differs(None, Some("b2")));
    }
}
