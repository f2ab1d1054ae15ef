//! States in words where the numbers beside it come from.

use api::broker::{Broker, BrokerKind};
use leptos::prelude::*;

use crate::i18n;

#[component]
pub fn Honesty(broker: Broker) -> impl IntoView {
    let words = i18n::words();
    let (kind, name) = match broker.kind {
        BrokerKind::Simulated => ("mock", words.run.broker_simulated),
        BrokerKind::Local => ("real", words.run.broker_local),
        BrokerKind::External => ("real", words.run.broker_external),
    };
    view! { <span class="honesty" data-kind=kind>{name} " · " <span lang="en">{broker.label}</span></span> }
}
