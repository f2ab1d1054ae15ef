//! Checks that read who stayed in a group, and who had work there.

use api::text::Text;
use lessons::scenario::selector::Selector;

use super::{Finding, delivery::not_run};
use crate::{
    evidence::{Evidence, group::Member},
    grader::{comparison::idle_members, counts, select},
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

/// Nobody lost a partition, while it read, that it had again in its next assignment.
pub(super) fn nothing_revoked_in_vain(evidence: &Evidence, selector: &Selector) -> Finding {
    let expected = Text::new(
        "a nadie se le quita una partición que va a recuperar",
        "no partition is taken away from a member that gets it back",
    );
    let Some(found) = select(evidence, selector) else { return not_run(expected) };
    let members = || found.groups().flat_map(|group| &group.members);
    let (all, revoked) = (members().count(), counts::revoked(found));
    let regained = members().flat_map(Member::regained).count();
    Finding {
        passed: all > 0 && regained == 0,
        expected,
        found: match all {
            0 => Text::new("No hubo ningún miembro.", "There was no member."),
            _ => Text::new(
                format!("Particiones quitadas: {revoked}. Devueltas al mismo miembro: {regained}."),
                format!(
                    "Partitions revoked: {revoked}. Given back to the same member: {regained}."
                ),
            ),
        },
        evidence: Vec::new(),
    }
}

/// Every member has a partition in its last assignment.
pub(super) fn nobody_idle(evidence: &Evidence, selector: &Selector) -> Finding {
    let expected = Text::new(
        "una partición al menos para cada miembro",
        "a partition at least for each member",
    );
    let Some(found) = select(evidence, selector) else { return not_run(expected) };
    let members = found.groups().flat_map(|group| &group.members).count();
    let idle: i64 = found.groups().map(idle_members).sum();
    Finding {
        passed: members > 0 && idle == 0,
        expected,
        found: match (members, idle) {
            (0, _) => Text::new("No hubo ningún miembro.", "There was no member."),
            _ => Text::new(
                format!("Miembros: {members}. Sin partición: {idle}."),
                format!("Members: {members}. Without a partition: {idle}."),
            ),
        },
        evidence: Vec::new(),
    }
}
