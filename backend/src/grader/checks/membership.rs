//! A check that reads who stayed in a group.

use api::text::Text;
use lessons::scenario::selector::Selector;

use super::{Finding, delivery::not_run};
use crate::{
    evidence::Evidence,
    grader::{counts, select},
};

/// No member was put out of its group while its process lived.
pub(super) fn nobody_expelled(evidence: &Evidence, selector: &Selector) -> Finding {
    let expected = Text::new(
        "ningún miembro expulsado mientras su proceso vive",
        "no member expelled from the group while its process is alive",
    );
    let Some(found) = select(evidence, selector) else { return not_run(expected) };
    let members = found.groups().flat_map(|group| &group.members).count();
    let expelled = counts::expelled(found);
    Finding {
        passed: members > 0 && expelled == 0,
        expected,
        found: match (members, expelled) {
            (0, _) => Text::new("No hubo ningún miembro.", "There was no member."),
            (_, 0) => Text::new(
                format!("Miembros: {members}. Todos siguieron en el grupo."),
                format!("Members: {members}. All of them stayed in the group."),
            ),
            _ => Text::new(
                format!("Miembros: {members}. Expulsados: {expelled}."),
                format!("Members: {members}. Expelled: {expelled}."),
            ),
        },
        evidence: Vec::new(),
    }
}
