//! What happened in an act, in one sentence: first what was right, then what was not. It is a pure
//! function of the evidence, and every number in it is counted there. Sent and stored records,
//! deliveries, commits, deaths and administrators are told the same way for every exercise, so that
//! no exercise has sentences of its own.

use std::collections::BTreeSet;

use api::{event::Exit, text::Text, verdict::Sentence};

use super::{counts, measures};
use crate::evidence::{
    Evidence,
    act::{Act, Actor},
    admin::Admin,
    group::{Group, Outcome},
    part::Part,
    producer::Producer,
    topic::{Partition, Place, Topic},
};

/// `None` if the infrastructure failed, or if the act leaves nothing to tell.
pub(super) fn of(evidence: &Evidence, act: &Act) -> Option<Sentence> {
    if !evidence.failures.is_empty() {
        return None;
    }
    let mut clauses = Clauses::default();
    act.topics.values().for_each(|topic| clauses.remaining(topic));
    act.admin.iter().for_each(|step| clauses.administrator(step));
    for producer in act.whole().producers() {
        clauses.producer(act, producer);
    }
    clauses.price(evidence, act.whole());
    let groups = act.actors.iter().filter_map(|(name, actor)| match actor {
        Actor::Group(group) => Some((name.as_str(), group)),
        Actor::Producer(_) => None,
    });
    let several = act.whole().groups().nth(1).is_some();
    for (name, group) in groups {
        clauses.group(evidence, act.part(None, Some(name)), group, several.then_some(name));
    }
    clauses.rows(evidence, act.whole());
    Some(Sentence { act: act.act, text: clauses.sentence()? })
}

/// Parts of the sentence, without capital and full stop.
#[derive(Default)]
struct Clauses {
    right: Vec<Text>,
    wrong: Vec<Text>,
}

impl Clauses {
    /// What a removal left of a log.
    fn remaining(&mut self, topic: &Topic) {
        if topic.removed.is_empty() {
            return;
        }
        let records = |partitions: &[Partition]| {
            partitions.iter().map(|partition| partition.records().count()).sum::<usize>()
        };
        let (before, now) = (records(&topic.removed), records(&topic.partitions));
        self.right.push(Text::new(
            format!("de {before} registros quedan {now} en el log"),
            format!("of {before} records, {now} are left in the log"),
        ));
    }

    fn administrator(&mut self, step: &Admin) {
        if let Admin::PartitionsAdded { from, to, .. } = step {
            self.right.push(Text::new(
                format!("el topic pasó de {from} a {to} particiones"),
                format!("the topic went from {from} to {to} partitions"),
            ));
        }
    }

    /// What became of the orders that a script handed to its client.
    fn producer(&mut self, act: &Act, producer: &Producer) {
        let sent: BTreeSet<u32> = producer.sent.iter().copied().collect();
        let log = act.part(Some(&producer.topic), None);
        let stored: BTreeSet<u32> = log.records().filter_map(|(_, record)| record.order).collect();
        let (all, there) = (sent.len(), sent.intersection(&stored).count());
        let missing = all - there;
        let measures::Disorder { repeated, out_of_place } = measures::disorder(log);
        let (repeated, out_of_place) = (repeated.len(), out_of_place.len());
        let killed = matches!(producer.exit, Exit::Signal(_));
        let class = producer.error.as_ref().map(|error| error.class.as_str());

        if all == 0 {
            return self.wrong.push(match class {
                Some(class) => Text::new(
                    format!("no se envió nada: el script acabó en `{class}`"),
                    format!("nothing was sent: the script ended in `{class}`"),
                ),
                None => Text::new("no se envió nada", "nothing was sent"),
            });
        }
        if missing == 0 {
            let tidy = repeated == 0 && out_of_place == 0;
            let mut text = told(
                all,
                ["1 enviado y 1 en el log", "1 sent and 1 in the log"],
                ["# enviados y # en el log", "# sent and # in the log"],
            );
            if tidy && all > 1 {
                push(
                    &mut text,
                    ", cada uno una vez y en orden",
                    ", each of them once and in order",
                );
            }
            let faults = act.disturbances.len();
            if faults > 0 {
                let despite = told(
                    faults,
                    [", pese a 1 fallo de red", ", despite 1 network fault"],
                    [", pese a # fallos de red", ", despite # network faults"],
                );
                push(&mut text, &despite.es, &despite.en);
            }
            if killed {
                push(&mut text, ", aunque el proceso murió", ", although the process died");
            }
            self.right.push(text);
        } else {
            let failed = producer.reports.iter().filter(|report| report.result.is_err()).count();
            let cause = cause(killed, failed, missing, there == 0);
            if there == 0 {
                self.wrong.push(Text::new(
                    format!("{}, 0 en el log: {}", numbered(all, "enviado", "enviados"), cause.es),
                    format!("{all} sent, 0 in the log: {}", cause.en),
                ));
            } else {
                self.right.push(Text::new(
                    format!("de {all} enviados, {there} están en el log"),
                    format!("of {all} sent, {there} are in the log"),
                ));
                let absent =
                    told(missing, ["falta 1", "1 is missing"], ["faltan #", "# are missing"]);
                self.wrong.push(Text::new(
                    format!("{}: {}", absent.es, cause.es),
                    format!("{}: {}", absent.en, cause.en),
                ));
            }
        }
        self.several(
            repeated,
            ["1 registro repite un pedido", "1 record repeats an order"],
            ["# registros repiten un pedido", "# records repeat an order"],
        );
        self.several(
            out_of_place,
            ["1 registro está fuera de su orden", "1 record is out of order"],
            ["# registros están fuera de su orden", "# records are out of order"],
        );
        if let Some(class) = class {
            self.wrong.push(Text::new(
                format!("el script acabó en `{class}`"),
                format!("the script ended in `{class}`"),
            ));
        }
    }

    /// What a record takes, beside the act that this one is compared with.
    fn price(&mut self, evidence: &Evidence, part: Part<'_>) {
        let sends = part.producer().is_some();
        let bytes = sends.then(|| measures::bytes_beside_control(evidence, part)).flatten();
        if let Some([before, now]) = bytes {
            self.right.push(Text::new(
                format!("{now} bytes por registro frente a {before} del control"),
                format!("{now} bytes per record beside the control's {before}"),
            ));
        }
    }

    /// What a group did with the records that it reads; `name` where an act has several groups.
    fn group(&mut self, evidence: &Evidence, part: Part<'_>, group: &Group, name: Option<&str>) {
        let is_read = |place: &Place<'_>| group.topics.iter().any(|topic| topic == place.topic);
        let records = part.records().map(|(place, _)| place);
        let all: BTreeSet<Place<'_>> = records.filter(is_read).collect();
        let so_far = || evidence.acts.iter().filter(|act| part.is_or_follows(act));
        let processed = so_far().flat_map(|act| part.in_act(act).processed());
        let done: BTreeSet<Place<'_>> = processed.map(|(place, _)| place).collect();
        let done: BTreeSet<Place<'_>> = done.intersection(&all).copied().collect();
        let put_aside = |wanted: Outcome| -> BTreeSet<Place<'_>> {
            let failed = so_far().flat_map(|act| part.in_act(act).failed());
            let failed = failed.filter(|(_, failed)| failed.outcome == wanted);
            failed.map(|(place, _)| place).filter(|place| all.contains(place)).collect()
        };
        let (letters, dropped) = (put_aside(Outcome::DeadLettered), put_aside(Outcome::Skipped));
        let committed = |place: &Place<'_>| -> Option<i64> {
            *group.committed.get(place.topic)?.get(&place.partition)?
        };
        let is_committed =
            |place: &&Place<'_>| committed(place).is_some_and(|next| place.offset < next);
        let left: Vec<Place<'_>> = (all.difference(&done).copied())
            .filter(|place| !letters.contains(place) && !dropped.contains(place))
            .collect();
        let behind = left.iter().filter(is_committed).count();
        let waiting = left.len() - behind;
        let uncommitted = done.iter().filter(|place| !is_committed(place)).count();
        let again = measures::read_again(evidence, part);
        let was_read = evidence
            .acts
            .iter()
            .any(|act| part.act().follows(act) && part.in_act(act).processed().next().is_some());

        self.right.push(processed_of(done.len(), all.len(), name));
        if again > 0 {
            self.right.push(told(
                again,
                ["1 se recibió por segunda vez", "1 was received a second time"],
                ["# se recibieron por segunda vez", "# were received a second time"],
            ));
        } else if was_read {
            self.right.push(Text::new("ninguno por segunda vez", "none a second time"));
        }
        if !letters.is_empty() {
            self.right.push(told(
                letters.len(),
                ["1 se apartó", "1 was set aside"],
                ["# se apartaron", "# were set aside"],
            ));
        }
        self.several(
            dropped.len(),
            ["1 no se pudo leer y se saltó", "1 could not be read and was skipped"],
            ["# no se pudieron leer y se saltaron", "# could not be read and were skipped"],
        );
        self.several(
            behind,
            ["1 quedó confirmado y sin procesar", "1 was committed and never processed"],
            ["# quedaron confirmados y sin procesar", "# were committed and never processed"],
        );
        self.several(
            waiting,
            ["1 quedó sin procesar", "1 was left unprocessed"],
            ["# quedaron sin procesar", "# were left unprocessed"],
        );
        let killed = group.members.iter().any(|member| matches!(member.exit, Exit::Signal(_)));
        let forms = match killed {
            true => [
                ["el proceso murió con 1 sin confirmar", "the process died with 1 uncommitted"],
                ["el proceso murió con # sin confirmar", "the process died with # uncommitted"],
            ],
            false => [
                ["1 procesado quedó sin confirmar", "1 that was processed was not committed"],
                ["# procesados quedaron sin confirmar", "# that were processed were not committed"],
            ],
        };
        self.several(uncommitted, forms[0], forms[1]);
        self.several(
            group.members.iter().filter(|member| member.expelled).count(),
            ["el grupo expulsó a 1 miembro", "the group put out 1 member"],
            ["el grupo expulsó a # miembros", "the group put out # members"],
        );
        let mut errors = group.members.iter().filter_map(|member| member.error.as_ref());
        if let Some(error) = errors.next() {
            self.wrong.push(Text::new(
                format!("un miembro acabó en `{}`", error.class),
                format!("a member ended in `{}`", error.class),
            ));
        }
    }

    /// Rows of the lab's sink, beside the orders that they are of.
    fn rows(&mut self, evidence: &Evidence, part: Part<'_>) {
        let rows = counts::rows(evidence, part);
        let orders: BTreeSet<u32> = rows.values().filter_map(|row| row.order).collect();
        let (rows, orders) = (rows.len(), orders.len());
        match rows {
            0 => {}
            _ if orders == 0 => {}
            _ if rows > orders => self.wrong.push(Text::new(
                format!("hay {rows} filas para {}", numbered(orders, "pedido", "pedidos")),
                format!("there are {rows} rows for {}", numbered(orders, "order", "orders")),
            )),
            _ => self.right.push(told(
                rows,
                ["hay 1 fila", "there is 1 row"],
                ["hay # filas, una por pedido", "there are # rows, one for each order"],
            )),
        }
    }

    fn several(&mut self, number: usize, one: [&str; 2], many: [&str; 2]) {
        if number > 0 {
            self.wrong.push(told(number, one, many));
        }
    }

    fn sentence(self) -> Option<Text> {
        let joined = |lang: fn(&Text) -> &str| {
            let list = |clauses: &[Text]| {
                clauses.iter().map(|clause| lang(clause).to_owned()).collect::<Vec<_>>()
            };
            let parts = [list(&self.right).join(", "), list(&self.wrong).join("; ")];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            let text = parts.join("; ");
            let first = text.chars().next()?;
            Some(format!("{}{}.", first.to_uppercase(), &text[first.len_utf8()..]))
        };
        Some(Text { es: joined(|text| &text.es)?, en: joined(|text| &text.en)? })
    }
}

/// Why orders are not in the log.
fn cause(killed: bool, failed: usize, missing: usize, is_all: bool) -> Text {
    let (all_es, all_en) = match is_all {
        true => ("todo".to_owned(), "everything".to_owned()),
        false => (missing.to_string(), missing.to_string()),
    };
    match (killed, failed) {
        (true, _) => Text::new(
            format!("el proceso murió con {all_es} en el búfer"),
            format!("the process died with {all_en} in the buffer"),
        ),
        (false, 0) => Text::new(
            format!("el script terminó con {all_es} en el búfer"),
            format!("the script ended with {all_en} in the buffer"),
        ),
        (false, failed) => Text::new(
            format!("el cliente dio por fallido {}", numbered(failed, "envío", "envíos")),
            format!("the client gave up {}", numbered(failed, "send", "sends")),
        ),
    }
}

fn processed_of(done: usize, all: usize, name: Option<&str>) -> Text {
    match (name, all) {
        (Some(name), _) => Text::new(
            format!("`{name}` procesó {done} de {}", numbered(all, "registro", "registros")),
            format!("`{name}` processed {done} of {}", numbered(all, "record", "records")),
        ),
        (None, 0) => Text::new("no había registros que procesar", "there was no record to process"),
        (None, 1) if done == 1 => Text::new("se procesó 1 registro", "1 record was processed"),
        (None, _) if done == all => Text::new(
            format!("se procesaron los {all} registros"),
            format!("all {all} records were processed"),
        ),
        (None, _) => Text::new(
            format!("de {} se procesaron {done}", numbered(all, "registro", "registros")),
            format!("of {}, {done} were processed", numbered(all, "record", "records")),
        ),
    }
}

/// The form for this number, with the number in place of each `#`.
fn told(number: usize, one: [&str; 2], many: [&str; 2]) -> Text {
    let [es, en] = if number == 1 { one } else { many };
    let number = number.to_string();
    Text::new(es.replace('#', &number), en.replace('#', &number))
}

fn push(text: &mut Text, es: &str, en: &str) {
    text.es.push_str(es);
    text.en.push_str(en);
}

fn numbered(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
