//! An external cluster, with TLS, SASL and ACLs for a prefix: what lets us in, what is reported
//! when it does not, and the exercises on it.

use std::{path::Path, time::Duration};

use api::{paths::HEALTH_READY, run::RunState};
use backend::{
    clock::Clock,
    lab::{
        cluster::entrance::{Entrance, Token},
        proxy::{Faults, Proxy, guard::Guard},
        topics::{self, NewTopic},
        wire::{
            Bootstrap, Connection, WireError,
            security::{
                Security,
                sasl::{Credentials, Mechanism},
                tls::{Distrust, Tls},
            },
        },
    },
};
use kafka_protocol::{error::ResponseError, messages::MetadataRequest};
use reqwest::StatusCode;
use tokio::{sync::mpsc, time::Instant};

use crate::{
    cluster::unique,
    endurance::{
        eventually,
        promised::{AllowedBesidesPass, EXERCISES, Promised},
    },
    secure_cluster::{PASSWORD, PREFIX, SecureKafka, USER, asked_at},
    workbook::{Broker, Learner, Options, TestWorkbook, has_kafka, model, problem},
};

const WITHIN: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_asks_who_we_are() {
    if !has_kafka() {
        return;
    }
    let libs = std::env::var_os("BITACORA_KAFKA_LIBS").unwrap();
    let mut kafka = SecureKafka::start(Path::new(&libs)).await;
    every_way_in(&kafka).await;
    what_keeps_us_out_is_told_apart(&kafka).await;
    a_server_says_what_keeps_it_out(&kafka).await;
    a_proxy_opens_it_to_nobody_else(&kafka).await;
    what_it_does_not_allow_leaves_exercises_out(&kafka).await;
    exercises_are_done_on_it(&kafka).await;
    a_broker_that_restarts_costs_nobody_a_point(&mut kafka).await;
}

fn tls(kafka: &SecureKafka) -> Tls {
    Tls::new(Some(&kafka.file("ca.pem")), None).unwrap()
}

fn user(mechanism: Mechanism, password: &str) -> Option<Credentials> {
    Some(Credentials::new(mechanism, USER, password.to_owned()).unwrap())
}

fn as_user(kafka: &SecureKafka) -> Security {
    Security { tls: Some(tls(kafka)), credentials: user(Mechanism::ScramSha256, PASSWORD) }
}

async fn every_way_in(kafka: &SecureKafka) {
    for mechanism in Mechanism::ALL {
        let security = Security { tls: Some(tls(kafka)), credentials: user(mechanism, PASSWORD) };
        asked_at(kafka.secure(), security).await.unwrap();
    }
    let client = kafka.file("client.pem");
    let identity = Tls::new(Some(&kafka.file("ca.pem")), Some((&client, &client))).unwrap();
    asked_at(kafka.mutual(), Security { tls: Some(identity), credentials: None }).await.unwrap();
}

async fn what_keeps_us_out_is_told_apart(kafka: &SecureKafka) {
    let failed = async |address: String, tls: Option<Tls>, password: &str| {
        let credentials = user(Mechanism::ScramSha512, password).filter(|_| !password.is_empty());
        asked_at(address, Security { tls, credentials }).await.unwrap_err()
    };
    let ours = || Some(tls(kafka));
    let error = failed(kafka.secure(), ours(), "wrong").await;
    let refused = ResponseError::SaslAuthenticationFailed.code();
    assert!(matches!(error, WireError::Broker { code, .. } if code == refused), "{error:?}");

    let of_others = Tls::new(Some(&kafka.file("other-ca.pem")), None).unwrap();
    for (address, tls, expected) in [
        (kafka.secure(), Some(of_others), Distrust::UnknownIssuer),
        (kafka.secure_by_number(), ours(), Distrust::OtherName),
        (kafka.expired(), ours(), Distrust::Expired),
        (kafka.plaintext(), ours(), Distrust::NoTls),
    ] {
        let error = failed(address, tls, "").await;
        let WireError::Insecure { source, .. } = &error else { panic!("{error:?}") };
        assert_eq!(Distrust::of(source), expected, "{error:?}");
    }
    // Without our client certificate: the handshake succeeds, and the first read fails.
    match failed(kafka.mutual(), ours(), "").await {
        WireError::Lost { source, .. } | WireError::Insecure { source, .. } => {
            assert_eq!(Distrust::of(&source), Distrust::OfUs, "{source:?}");
        }
        error => panic!("{error:?}"),
    }
    let error = failed(kafka.secure(), None, "").await;
    assert!(matches!(error, WireError::Lost { .. }), "{error:?}");
}

async fn a_server_says_what_keeps_it_out(kafka: &SecureKafka) {
    let wrong = kafka.file("wrong-password");
    std::fs::write(&wrong, "something else").unwrap();
    let wrong = wrong.display().to_string();
    for (name, value, said) in [
        ("KAFKA_SASL_PASSWORD_FILE", wrong.as_str(), "KAFKA_SASL_PASSWORD_FILE"),
        ("KAFKA_SECURITY_PROTOCOL", "PLAINTEXT", "KAFKA_SECURITY_PROTOCOL"),
        ("KAFKA_BOOTSTRAP_SERVERS", "localhost:1", "advertised.listeners"),
        ("KAFKA_BOOTSTRAP_SERVERS", &kafka.lost(), "advertised.listeners"),
    ] {
        let workbook = using(kafka, name, value);
        eventually("it says so", async || {
            let (status, text) = readiness(&workbook).await;
            assert!(!text.contains("localhost"), "{text}");
            status == StatusCode::SERVICE_UNAVAILABLE && text.contains(said)
        })
        .await;
    }
}

/// A server on it with one different setting.
fn using(kafka: &SecureKafka, name: &str, value: &str) -> TestWorkbook {
    let mut environment = kafka.environment("SCRAM-SHA-512");
    environment.retain(|(other, _)| other != name);
    environment.push((name.to_owned(), value.to_owned()));
    let arguments = ["--reads-per-minute", "100000"].map(str::to_owned).into();
    TestWorkbook::start_with(Options {
        broker: Broker::External,
        environment,
        arguments,
        ..Options::default()
    })
}

async fn readiness(workbook: &TestWorkbook) -> (StatusCode, String) {
    let answer = reqwest::get(workbook.url(HEALTH_READY)).await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

/// A refusal is reported with what to do about it, and once that is done the exercises are
/// available.
async fn what_it_does_not_allow_leaves_exercises_out(kafka: &SecureKafka) {
    let workbook = using(kafka, "KAFKA_TOPIC_PREFIX", "groupless.");
    let learner = Learner::new(&workbook).await;
    // Whether each exercise is left out with this in the sentence, or is available.
    let says = async |expected: [Option<&str>; 3]| {
        for (exercise, expected) in EXERCISES.into_iter().zip(expected) {
            let said = learner.clone().on(exercise).exercise().await.left_out;
            let is_so = match (&said, expected) {
                (Some(why), Some(words)) => why.contains(words),
                (why, words) => why.is_none() && words.is_none(),
            };
            if !is_so {
                return false;
            }
        }
        true
    };

    let topics = Some("crear y leer topics cuyo nombre empieza por `groupless.`");
    eventually("nothing is done without topics", async || says([topics; 3]).await).await;
    let (status, text) = readiness(&workbook).await;
    assert!(status == StatusCode::SERVICE_UNAVAILABLE && text.contains("permissions"), "{text}");
    let refused = learner.try_run(&model(), None).await;
    assert!(problem(refused, StatusCode::CONFLICT).await.detail.contains("groupless."));

    kafka.allow("--topic", "groupless.");
    let groups = Some("usar grupos de consumidores cuyo nombre empieza por `groupless.`");
    let one_of_three = [None, groups, groups];
    eventually("a producer's is done without groups", async || says(one_of_three).await).await;
    assert_eq!(readiness(&workbook).await.0, StatusCode::OK);

    kafka.allow("--group", "groupless.");
    eventually("all is done", async || says([None; 3]).await).await;
}

async fn a_proxy_opens_it_to_nobody_else(kafka: &SecureKafka) {
    let upstream = Bootstrap::new(kafka.secure(), as_user(kafka));
    let (hers, others) = (format!("{PREFIX}hers."), unique("other"));
    let topic = NewTopic { name: format!("{hers}1.1.t"), partitions: 1, ..NewTopic::default() };
    topics::create(&upstream, std::slice::from_ref(&topic), WITHIN).await.unwrap();

    let guard = Guard { token: Token::mint(), names: hers };
    let (events, _seen) = mpsc::unbounded_channel();
    let proxy =
        Proxy::start(&upstream, Some(guard), Faults::default(), Clock::start(), events).await;
    let proxy = proxy.unwrap();
    let entrance = proxy.entrance().clone();
    // Without a token a client does not even learn of the brokers.
    let nothing = ask(&entrance, None, &topic.name).await;
    assert!(matches!(nothing, Err(WireError::Lost { .. })), "{nothing:?}");
    let wrong = ask(&entrance, Some("wrong"), &topic.name).await;
    let refused = ResponseError::SaslAuthenticationFailed.code();
    assert!(matches!(wrong, Err(WireError::Broker { code, .. }) if code == refused), "{wrong:?}");
    // With a token it learns of its own topics.
    let properties = entrance.properties();
    let (_, token) = properties.iter().find(|(name, _)| name == "sasl.password").unwrap();
    ask(&entrance, Some(token), &topic.name).await.unwrap();
    let refused = ask(&entrance, Some(token), &others).await;
    assert!(matches!(refused, Err(WireError::Lost { .. })), "{refused:?}");
    proxy.stop().await;
    topics::delete(&upstream, &[topic.name], WITHIN).await.unwrap();
}

async fn ask(entrance: &Entrance, token: Option<&str>, topic: &str) -> Result<(), WireError> {
    let deadline = Instant::now() + WITHIN;
    let credentials =
        token.map(|token| Credentials::new(Mechanism::Plain, "run", token.to_owned()).unwrap());
    let security = Security { tls: None, credentials };
    let mut connection = Connection::connect(entrance.servers(), &security, deadline).await?;
    let name = kafka_protocol::messages::TopicName(topic.to_owned().into());
    let asked = kafka_protocol::messages::metadata_request::MetadataRequestTopic::default();
    let request = MetadataRequest::default().with_topics(Some(vec![asked.with_name(Some(name))]));
    connection.call(&request, deadline).await.map(drop)
}

/// With the model answers; only the server knows the password.
async fn exercises_are_done_on_it(kafka: &SecureKafka) {
    let environment = kafka.environment("SCRAM-SHA-512");
    let options =
        Options { broker: Broker::External, environment, keeps_log: true, ..Options::default() };
    let mut workbook = TestWorkbook::start_with(options);
    // Below what a run writes at once, so that the broker throttles clients.
    let rate = "producer_byte_rate=20000,consumer_byte_rate=20000";
    let quotas = ["--entity-type", "users", "--entity-name", USER, "--add-config", rate];
    kafka.configure(&quotas);
    for promised in Promised::accept_many(&workbook, EXERCISES.len()).await {
        promised.is_kept(AllowedBesidesPass::Nothing).await;
    }

    let upstream = Bootstrap::new(kafka.secure(), as_user(kafka));
    eventually("its topics are removed", async || {
        topics::list(&upstream, PREFIX, WITHIN).await.is_ok_and(|left| left.is_empty())
    })
    .await;
    assert!(workbook.stop().success());
    assert!(!workbook.log().contains(PASSWORD), "{}", workbook.log());
}

/// A run that the restart interrupts is started again, or ends without a verdict about the learner.
async fn a_broker_that_restarts_costs_nobody_a_point(kafka: &mut SecureKafka) {
    let environment = kafka.environment("SCRAM-SHA-512");
    let options = Options { broker: Broker::External, environment, ..Options::default() };
    let workbook = TestWorkbook::start_with(options);
    let interrupted = Promised::accept_many(&workbook, EXERCISES.len()).await;
    let first = &interrupted[0];
    eventually("a run is under way", async || {
        first.learner.run(&first.run).await.state == RunState::Running
    })
    .await;
    kafka.restart().await;
    for promised in interrupted {
        promised.is_kept(AllowedBesidesPass::Inconclusive).await;
    }
    for promised in Promised::accept_many(&workbook, EXERCISES.len()).await {
        promised.is_kept(AllowedBesidesPass::Nothing).await;
    }
}
