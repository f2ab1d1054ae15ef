//! A question in the prose, with a reply to each option. It is not judged: the page shows the reply
//! to what was chosen, and without JavaScript all of them can be opened.

use api::text::{Lang, Text};

/// All texts are safe HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    pub id: String,
    pub text: Text,
    /// The value of the right option.
    pub right: String,
    pub options: Vec<AskOption>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskOption {
    pub value: String,
    pub label: Text,
    /// Why one chooses it, and why it is right or not.
    pub reply: Text,
}

impl Ask {
    pub fn get(&self, lang: Lang) -> api::course::Ask {
        let option = |option: &AskOption| api::course::AskOption {
            value: option.value.clone(),
            label: option.label.get(lang).to_owned(),
            reply: option.reply.get(lang).to_owned(),
        };
        api::course::Ask {
            id: self.id.clone(),
            text: self.text.get(lang).to_owned(),
            right: self.right.clone(),
            options: self.options.iter().map(option).collect(),
        }
    }
}
