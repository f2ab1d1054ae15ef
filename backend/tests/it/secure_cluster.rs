//! A Kafka with TLS, SASL and ACLs, like an external cluster.

use std::{
    fs,
    io::Write,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use backend::lab::wire::{
    Bootstrap, WireError,
    cluster::{self, Topics},
    security::Security,
};
use rcgen::{CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use tempfile::TempDir;
use tokio::time::{Instant, interval, timeout};

pub(crate) const USER: &str = "bitacora";
pub(crate) const PASSWORD: &str = "correct horse battery staple";
/// The ACLs allow the user names with this prefix.
pub(crate) const PREFIX: &str = "class-7.";
/// How long it may take to start on a busy machine.
const START_WITHIN: Duration = Duration::from_secs(90);

/// Ends when dropped.
pub(crate) struct SecureKafka {
    folder: TempDir,
    server: Child,
    /// A listener without authentication, for the tests' own administrator.
    internal: u16,
    secure: u16,
    mutual: u16,
    expired: u16,
    lost: u16,
    libs: PathBuf,
}

impl SecureKafka {
    /// The jars are in `libs`.
    pub(crate) async fn start(libs: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        certificates(folder.path());
        let ports = free_ports();
        let [internal, secure, mutual, expired, lost, _] = ports;
        let configuration = folder.path().join("server.properties");
        fs::write(&configuration, properties(folder.path(), ports)).unwrap();
        let scram = |kind: &str| format!("SCRAM-SHA-{kind}=[name={USER},password=\"{PASSWORD}\"]");
        let formatted = java(libs, folder.path(), "kafka.tools.StorageTool")
            .args(["format", "-t", "MkU3OEVBNTcwNTJENDM2Qg", "-c"])
            .arg(&configuration)
            .args(["--add-scram", &scram("256"), "--add-scram", &scram("512")])
            .output()
            .unwrap();
        assert!(formatted.status.success(), "{formatted:?}");
        let server = serve(libs, folder.path());
        let libs = libs.to_owned();
        let kafka = Self { folder, server, internal, secure, mutual, expired, lost, libs };
        kafka.answers().await;
        kafka.allow("--topic", PREFIX);
        kafka.allow("--group", PREFIX);
        kafka
    }

    /// kill -9, and a new process on the same ports and data.
    pub(crate) async fn restart(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
        self.server = serve(&self.libs, self.folder.path());
        self.answers().await;
    }

    /// Allows our user everything with topics (`--topic`) or groups (`--group`) whose names have
    /// this prefix.
    pub(crate) fn allow(&self, resource: &str, prefix: &str) {
        self.administer(
            "org.apache.kafka.tools.AclCommand",
            &[
                "--add",
                "--allow-principal",
                &format!("User:{USER}"),
                "--operation",
                "All",
                "--resource-pattern-type",
                "prefixed",
                resource,
                prefix,
            ],
        );
    }

    /// Alters a user's or a broker's configuration, as `kafka-configs.sh` does.
    pub(crate) fn configure(&self, arguments: &[&str]) {
        let arguments = [&["--alter"], arguments].concat();
        self.administer("kafka.admin.ConfigCommand", &arguments);
    }

    fn administer(&self, class: &str, arguments: &[&str]) {
        let output = java(&self.libs, self.folder.path(), class)
            .args(["--bootstrap-server", &self.plaintext()])
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
    }

    async fn answers(&self) {
        let internal = Bootstrap::from(format!("127.0.0.1:{}", self.internal));
        let mut ticks = interval(Duration::from_millis(250));
        let answered = async {
            loop {
                ticks.tick().await;
                if asked(&internal).await.is_ok() {
                    return;
                }
            }
        };
        let in_time = timeout(START_WITHIN, answered).await.is_ok();
        assert!(in_time, "{}", fs::read_to_string(self.folder.path().join("kafka.log")).unwrap());
    }

    /// SASL_SSL, by the name in its certificate.
    pub(crate) fn secure(&self) -> String {
        format!("localhost:{}", self.secure)
    }

    /// The same by a name that the certificate lacks.
    pub(crate) fn secure_by_number(&self) -> String {
        format!("127.0.0.1:{}", self.secure)
    }

    /// SSL, for clients with a certificate.
    pub(crate) fn mutual(&self) -> String {
        format!("localhost:{}", self.mutual)
    }

    /// SSL, with an expired certificate.
    pub(crate) fn expired(&self) -> String {
        format!("localhost:{}", self.expired)
    }

    /// SASL_SSL, where brokers advertise an address that nobody answers.
    pub(crate) fn lost(&self) -> String {
        format!("localhost:{}", self.lost)
    }

    /// No TLS at all.
    pub(crate) fn plaintext(&self) -> String {
        format!("127.0.0.1:{}", self.internal)
    }

    /// A file in its folder.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The environment by which a server uses it as its user.
    pub(crate) fn environment(&self, mechanism: &str) -> Vec<(String, String)> {
        let password = self.file("password");
        fs::write(&password, format!("{PASSWORD}\n")).unwrap();
        [
            ("KAFKA_BOOTSTRAP_SERVERS", self.secure()),
            ("KAFKA_SECURITY_PROTOCOL", "SASL_SSL".to_owned()),
            ("KAFKA_SSL_CA_LOCATION", self.file("ca.pem").display().to_string()),
            ("KAFKA_SASL_MECHANISM", mechanism.to_owned()),
            ("KAFKA_SASL_USERNAME", USER.to_owned()),
            ("KAFKA_SASL_PASSWORD_FILE", password.display().to_string()),
            ("KAFKA_TOPIC_PREFIX", PREFIX.to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }
}

impl Drop for SecureKafka {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Connects, authenticates, and asks for the brokers.
pub(crate) async fn asked(bootstrap: &Bootstrap) -> Result<(), WireError> {
    let deadline = Instant::now() + Duration::from_secs(5);
    let mut connection = cluster::connect(bootstrap, deadline).await?;
    cluster::describe(&mut connection, Topics::Named(&[]), deadline).await.map(drop)
}

pub(crate) async fn asked_at(servers: String, security: Security) -> Result<(), WireError> {
    asked(&Bootstrap::new(servers, security)).await
}

fn serve(libs: &Path, folder: &Path) -> Child {
    let log = fs::OpenOptions::new().create(true).append(true).open(folder.join("kafka.log"));
    let log = log.unwrap();
    let mut server = java(libs, folder, "kafka.Kafka");
    server.arg(folder.join("server.properties")).stdout(log.try_clone().unwrap()).stderr(log);
    server.spawn().unwrap()
}

fn java(libs: &Path, folder: &Path, class: &str) -> Command {
    let mut command = Command::new("java");
    command
        .args(["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"])
        .arg("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
        .arg("-cp")
        .arg(libs.join("*"))
        .arg(class)
        .current_dir(folder)
        .stdin(Stdio::null());
    command
}

fn free_ports() -> [u16; 6] {
    let held = [(); 6].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    held.map(|listener| listener.local_addr().unwrap().port())
}

fn properties(
    folder: &Path,
    [internal, secure, mutual, expired, lost, controller]: [u16; 6],
) -> String {
    let folder = folder.display();
    format!(
        "\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=INTERNAL://127.0.0.1:{internal},SECURE://127.0.0.1:{secure},MUTUAL://127.0.0.1:{mutual},EXPIRED://127.0.0.1:{expired},LOST://127.0.0.1:{lost},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=INTERNAL://127.0.0.1:{internal},SECURE://localhost:{secure},MUTUAL://localhost:{mutual},EXPIRED://localhost:{expired},LOST://localhost:1
listener.security.protocol.map=INTERNAL:PLAINTEXT,SECURE:SASL_SSL,MUTUAL:SSL,EXPIRED:SSL,LOST:SASL_SSL,CONTROLLER:PLAINTEXT
inter.broker.listener.name=INTERNAL
controller.listener.names=CONTROLLER
log.dirs={folder}/log
ssl.keystore.type=PEM
ssl.keystore.location={folder}/localhost.pem
ssl.truststore.type=PEM
ssl.truststore.location={folder}/ca.pem
listener.name.mutual.ssl.client.auth=required
listener.name.expired.ssl.keystore.type=PEM
listener.name.expired.ssl.keystore.location={folder}/expired.pem
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
listener.name.lost.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.lost.sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.secure.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_{USER}=\"{PASSWORD}\";
listener.name.secure.scram-sha-256.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.secure.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
auto.create.topics.enable=false
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=5
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=50
log.cleaner.dedupe.buffer.size=4194304
"
    )
}

/// An authority, the certificates that it signed for the brokers and for us, and an authority that
/// nobody trusts.
fn certificates(folder: &Path) {
    let authority = |name: &str| {
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name.push(DnType::CommonName, name);
        parameters.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap()
    };
    let (ours, others) = (authority("class"), authority("others"));
    fs::write(folder.join("ca.pem"), ours.pem()).unwrap();
    fs::write(folder.join("other-ca.pem"), others.pem()).unwrap();
    let signed = |mut parameters: CertificateParams, name: &str| {
        let key = KeyPair::generate().unwrap();
        parameters.distinguished_name.push(DnType::CommonName, name);
        let certificate = parameters.signed_by(&key, &ours).unwrap();
        let mut file = fs::File::create(folder.join(format!("{name}.pem"))).unwrap();
        file.write_all(format!("{}{}", key.serialize_pem(), certificate.pem()).as_bytes()).unwrap();
    };
    let named = || CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    signed(named(), "localhost");
    signed(CertificateParams::default(), "client");
    let mut expired = named();
    expired.not_before = date_time_ymd(2001, 1, 1);
    expired.not_after = date_time_ymd(2002, 1, 1);
    signed(expired, "expired");
}
