//! What the handlers of services say of orders and of each other: that the orders have the fields,
//! that a sum is exact, and that nothing which a service sends comes back to it.

use std::collections::BTreeSet;

use crate::{
    error::ContentFault,
    scenario::{
        act::Act,
        data::OrderKind,
        group::Group,
        handler::Handler,
        name::ActorName,
        script::Script,
        service::{Field, Fold, Forward},
    },
};

/// # Errors
/// The first fault of the group's topics and handler.
pub(super) fn fit(
    script: &Script,
    act: Option<&Act>,
    name: &ActorName,
    group: &Group,
    orders: OrderKind,
) -> Result<(), ContentFault> {
    let mut read = BTreeSet::new();
    if let Some(topic) = group.topics.iter().find(|topic| !read.insert(*topic)) {
        return Err(ContentFault::Duplicate { what: "topic", name: topic.to_string() });
    }
    // It would work for ever, as far as its records pass its own filters.
    if script.feeders(act, name).contains(name) {
        return Err(ContentFault::ComesBack(name.to_string()));
    }
    let writes_rows = |part: &&Handler| matches!(part, Handler::Effect { .. } | Handler::Fold(_));
    if group.handler.iter().filter(writes_rows).count() > 1 {
        return Err(ContentFault::TwoSinks);
    }
    for part in &group.handler {
        let fields: Vec<Field> = match part {
            Handler::Filter(filter) => vec![filter.field],
            Handler::Forward(Forward { take, key, .. }) => {
                take.iter().chain(key).copied().collect()
            }
            Handler::Fold(Fold { by, sum, .. }) => {
                if let Some(field) = sum.filter(|field| !field.is_whole()) {
                    return Err(ContentFault::NotWhole(field.name()));
                }
                sum.iter().chain([by]).copied().collect()
            }
            Handler::Process {}
            | Handler::Effect { .. }
            | Handler::Retry { .. }
            | Handler::DeadLetter { .. } => Vec::new(),
        };
        if let Some(field) = fields.into_iter().find(|field| !field.is_in(orders)) {
            return Err(ContentFault::NoOrderField(field.name()));
        }
    }
    Ok(())
}
