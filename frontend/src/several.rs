//! The text that stands for several choices of one control: the names in the order of the choices,
//! or `NONE` for the answer "none of them". Empty, it is no answer at all. Pure.

use api::{exercise::Choice, value::Value};

use crate::form::written;

const SEPARATOR: &str = ",";

/// The answer "none of them", which differs from no answer.
pub const NONE: &str = SEPARATOR;

/// The text of these names.
pub fn text(names: &[String]) -> String {
    if names.is_empty() { NONE.to_owned() } else { names.join(SEPARATOR) }
}

/// The choices that a text names, each once, in their own order.
pub fn value(choices: &[Choice], text: &str) -> Value {
    let names = choices.iter().map(|choice| written(&choice.value));
    Value::Several(names.filter(|name| holds(text, name)).collect())
}

pub fn holds(text: &str, name: &str) -> bool {
    text.split(SEPARATOR).any(|chosen| chosen == name)
}

/// The text after one choice was ticked or cleared. Clearing the last one leaves no answer yet;
/// "none of them" has to be chosen.
pub fn with(choices: &[Choice], text: &str, name: &str, is_ticked: bool) -> String {
    let names = choices.iter().map(|choice| written(&choice.value));
    let stays = |known: &String| if known == name { is_ticked } else { holds(text, known) };
    names.filter(stays).collect::<Vec<_>>().join(SEPARATOR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::{Invalid, read};
    use api::exercise::Input;

    fn choices() -> Vec<Choice> {
        let choice = |name: &str| Choice {
            value: Value::Text(name.into()),
            label: String::new(),
            note: None,
        };
        ["acks", "retries", "linger_ms"].map(choice).to_vec()
    }

    fn several(names: &[&str]) -> Value {
        Value::Several(names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn ticking_keeps_the_order_of_the_choices() {
        let text = with(&choices(), "", "linger_ms", true);
        let text = with(&choices(), &text, "acks", true);
        assert_eq!(value(&choices(), &text), several(&["acks", "linger_ms"]));
        let text = with(&choices(), &text, "linger_ms", false);
        assert_eq!(value(&choices(), &text), several(&["acks"]));
    }

    #[test]
    fn none_of_them_is_an_answer_and_nothing_ticked_is_not() {
        let input = Input::Several { choices: choices() };
        assert_eq!(read(&input, NONE), Ok(several(&[])));
        assert_eq!(read(&input, &written(&several(&[]))), Ok(several(&[])));
        assert_eq!(read(&input, ""), Err(Invalid::Empty));
        let cleared = with(&choices(), "acks", "acks", false);
        assert_eq!(read(&input, &cleared), Err(Invalid::Empty));
        assert_eq!(with(&choices(), NONE, "acks", true), "acks", "a choice takes back the none");
    }

    #[test]
    fn a_text_that_names_no_choice_is_no_answer() {
        let input = Input::Several { choices: choices() };
        assert_eq!(read(&input, "gone"), Err(Invalid::Empty));
        assert_eq!(read(&input, "gone,acks"), Ok(several(&["acks"])));
    }
}
