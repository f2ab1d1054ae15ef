//! Fields that try to name what is not the learner's: topics and groups of others or of Kafka
//! itself, hosts, properties, files. They are refused, or they stay inside the run's own namespace.

use api::value::{Value, Values};
use reqwest::StatusCode;

use crate::workbook::{Broker, Learner, Options, TestWorkbook, has_kafka, model, problem};

/// Kafka accepts these as names of topics, so the form does too.
const LEGAL: [&str; 6] =
    ["__consumer_offsets", "__transaction_state", "b.x.1.1.pedidos", "-Dfoo", "--delete", "..."];

const ILLEGAL: [&str; 18] = [
    "",
    ".",
    "..",
    "../../x",
    "/etc/passwd",
    "a,b",
    "^b\\..*",
    "*",
    "a b",
    "bootstrap.servers=evil:9092",
    "evil.example:9092",
    "$(reboot)",
    "`id`",
    "pedidos\0",
    "pedidos\n",
    "pedidos\u{202e}",
    // Cyrillic, and full width.
    "реdidos",
    "ｐedidos",
];

/// Arguments of real clients, and of real programs, that no form has.
const FOREIGN_FIELDS: [&str; 9] = [
    "bootstrap_servers",
    "bootstrap.servers",
    "security_protocol",
    "transactional.id",
    "plugin.library.paths",
    "group.id\0",
    "__proto__",
    "Topic",
    "topic ",
];

#[tokio::test(flavor = "multi_thread")]
async fn what_kafka_could_not_take_is_refused() {
    let workbook = TestWorkbook::start();
    let text = |text: &str| Value::Text(text.to_owned());
    let forms = [
        ("productor-basico", "topic"),
        ("consumidor-basico", "topic"),
        ("consumidor-basico", "group_id"),
    ];
    for (exercise, field) in forms {
        let learner = Learner::new(&workbook).await.on(exercise);
        let overlong = "x".repeat(101);
        for name in ILLEGAL.iter().copied().chain([overlong.as_str()]) {
            if field == "group_id" && name.is_empty() {
                // Python's `None`: consumers without a group.
                continue;
            }
            let form = Values::from([(field.to_owned(), text(name))]);
            let answer = learner.try_run(&form, None).await;
            let refused = problem(answer, StatusCode::UNPROCESSABLE_ENTITY).await;
            assert_eq!(refused.field.as_deref(), Some(field), "{name:?}");
        }
        for field in FOREIGN_FIELDS {
            let form = Values::from([(field.to_owned(), text("evil.example:9092"))]);
            let answer = learner.try_run(&form, None).await;
            let refused = problem(answer, StatusCode::UNPROCESSABLE_ENTITY).await;
            assert_eq!(refused.field.as_deref(), Some(field));
        }
        assert_eq!(learner.exercise().await.runs, []);
    }
}

/// On real Kafka where there is one, since the simulated cluster keeps no topics between runs.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_taken_elsewhere_is_the_runs_own() {
    let broker = if has_kafka() { Broker::Local } else { Broker::Simulated };
    let workbook = TestWorkbook::start_with(Options { broker, ..Options::default() });
    let ana = Learner::new(&workbook).await;
    // Somebody already has a topic of this name, with her orders in it.
    let first = ana.start_run(&model(), None).await;
    ana.events(&first).await;
    let longest = "x".repeat(100);
    let of_hers = format!("b.{first}.1.1.pedidos");
    let names = LEGAL.into_iter().chain(["pedidos", &longest, &of_hers]);
    for name in names {
        let learner = Learner::new(&workbook).await;
        let mut form = model();
        form.insert("topic".to_owned(), Value::Text(name.to_owned()));
        let verdict = learner.verdict(&form, None).await;
        // Each order once and nothing of anybody else: the run had a topic to itself.
        assert_eq!((verdict.points, verdict.max_points), (9, 10), "{name}: {verdict:#?}");
    }
}
