//! Stands between the clients of one act and the brokers, and does to Produce requests what the
//! exercise wants: holds them, loses their acknowledgements, cuts connections. Everything else
//! passes byte for byte, except for the addresses in it. It reports who joins and leaves a group.
//! Its clients connect in plain text on loopback; where the brokers require TLS or SASL, the proxy
//! does both itself.

mod connection;
/// What to do to which requests.
pub mod faults;
/// Who may speak through it, and about what.
pub mod guard;
mod header;
mod membership;
mod produce;
mod request;
mod rewrite;

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::connection::End;
use self::faults::Progress;
pub use self::faults::{At, Fault, FaultKind, Faults};
use self::guard::Guard;
pub use self::produce::Batches;
use self::produce::Produce;
use self::request::Request;
use super::cluster::entrance::Entrance;
use super::wire::cluster::{self, Topics};
use super::wire::reader::Misshapen;
use super::wire::security::Security;
use super::wire::{Bootstrap, WireError};
use crate::{accept, clock::Clock};

/// How long the brokers may take to describe their cluster.
const START_WITHIN: Duration = Duration::from_secs(5);
/// The most connections at once; librdkafka opens one per broker and one or two more per client.
const CONNECTIONS: usize = 64;

/// A running proxy. Dropping it ends its connections without waiting; [`Proxy::stop`] waits.
#[derive(Debug)]
pub struct Proxy {
    entrance: Entrance,
    shared: Arc<Shared>,
    /// The listeners, which end after `shared.stop`.
    tasks: TaskTracker,
    /// The connections, which end after their client or after `shared.stop`.
    connections: TaskTracker,
    /// Holds the ports where nobody listens, so that nobody else gets them meanwhile.
    #[expect(dead_code, reason = "it is there to be dropped with the proxy")]
    unreachable: Vec<TcpSocket>,
}

/// Something that happened at the proxy, and when, on the clock of its act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub at_us: u64,
    pub event: ProxyEvent,
}

/// What happened at the proxy, for the run's events.
///
/// They go through an unbounded channel, which the act bounds. There is at most one of each event
/// about holding, and one `Fault` for each that was planned. Members join once per rebalance, which
/// is over only when all have joined (or, with KIP-848, have its epoch), and leave once per consumer or change of subscription: both
/// are bounded by the steps of the act, and by its duration if sessions keep timing out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProxyEvent {
    /// From now on, Produce requests wait.
    Holding,
    /// The first held request has arrived, with this in it. Later ones are not reported.
    Held { partitions: Vec<Batches> },
    /// From now on, held requests are forwarded.
    Released,
    /// A planned fault was applied.
    Fault {
        /// The n-th Produce request, from 1.
        request: u32,
        kind: FaultKind,
        /// What the request carries.
        partitions: Vec<Batches>,
    },
    /// A broker accepted a member into a generation of its group, and the answer is on its way to
    /// it. The group is stable once every member has its assignment, which follows (SyncGroup).
    /// With KIP-848 it is the member that has a new epoch, and no heartbeat is reported whose answer
    /// gives none.
    Joined {
        /// The client id, which tells members of one group apart.
        client: String,
        /// From 1, more with each rebalance. With KIP-848, the member's epoch.
        generation: i32,
    },
    /// A member said that it leaves, which is about to reach the broker (LeaveGroup, or a last
    /// ConsumerGroupHeartbeat). A member that is killed says nothing: its group waits for its
    /// session to time out.
    Left {
        /// The client id.
        client: String,
    },
}

/// What passed through a proxy in its life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProxyReport {
    pub connections: u64,
    /// Of all kinds, as read from clients.
    pub requests: u64,
    /// Produce requests that were forwarded or hit by a fault.
    pub produce_requests: u32,
    pub bytes_from_clients: u64,
    pub bytes_from_broker: u64,
    pub faults_applied: u32,
    /// Held or delayed requests that were dropped because their client had closed. Those behind
    /// them on the same connection are not counted.
    pub dropped: u64,
    /// [`Proxy::upstream_lost`] at the end.
    pub upstream_lost: bool,
}

#[derive(Debug, Default)]
struct Tally {
    connections: AtomicU64,
    requests: AtomicU64,
    produce_requests: AtomicU32,
    bytes_from_clients: AtomicU64,
    bytes_from_broker: AtomicU64,
    faults_applied: AtomicU32,
    dropped: AtomicU64,
}

impl Tally {
    fn add_answer(&self, bytes: usize) {
        self.bytes_from_broker.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

/// Whether Produce requests may pass. Once open, it stays open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gate {
    Closed,
    Open,
}

/// A Produce request and the fault that hits it or its acknowledgement.
#[derive(Debug)]
struct DueFault {
    /// From 1.
    request: u32,
    kind: FaultKind,
    /// What the request carries.
    partitions: Vec<Batches>,
}

/// What all connections of a proxy share.
#[derive(Debug)]
struct Shared {
    faults: Mutex<Progress>,
    ports: rewrite::Ports,
    /// How to connect to the brokers.
    security: Security,
    /// What clients have to show; `None` admits everybody.
    guard: Option<Guard>,
    /// Whether brokers may not create topics for clients.
    forbids_creation: bool,
    gate: watch::Sender<Gate>,
    clock: Clock,
    events: mpsc::UnboundedSender<Seen>,
    /// Whether a `Held` was sent.
    held: AtomicBool,
    broker_lost: AtomicBool,
    tally: Tally,
    /// Ends listeners and connections.
    stop: CancellationToken,
    /// One permit per connection.
    room: Arc<Semaphore>,
}

impl Proxy {
    /// Listens on loopback for each broker of `upstream`. Events get their time from `clock`.
    pub async fn start(
        upstream: &Bootstrap,
        guard: Option<Guard>,
        faults: Faults,
        clock: Clock,
        events: mpsc::UnboundedSender<Seen>,
    ) -> Result<Self, WireError> {
        let deadline = Instant::now() + START_WITHIN;
        let mut connection = cluster::connect(upstream, deadline).await?;
        let cluster = cluster::describe(&mut connection, Topics::Named(&[]), deadline).await?;

        let mut listeners = Vec::new();
        let (mut entrances, mut unreachable) = (Vec::new(), Vec::new());
        let mut ports = rewrite::Ports::new();
        for (node, address) in cluster.brokers {
            let cannot_listen =
                |source| WireError::Unreachable { address: "127.0.0.1:0".to_owned(), source };
            let listener = TcpListener::bind("127.0.0.1:0").await.map_err(cannot_listen)?;
            let entrance = listener.local_addr().map_err(cannot_listen)?;
            let advertised = if faults.unreachable {
                let socket = silent_socket().map_err(cannot_listen)?;
                let address = socket.local_addr().map_err(cannot_listen)?;
                unreachable.push(socket);
                address
            } else {
                entrance
            };
            ports.insert(node, advertised.port());
            entrances.push(entrance.to_string());
            listeners.push((listener, address));
        }

        let token = guard.as_ref().map(|guard| guard.token.clone());
        let entrance = Entrance::new(entrances.join(","), token);
        let gate = if faults.hold { Gate::Closed } else { Gate::Open };
        let shared = Arc::new(Shared {
            faults: Mutex::new(Progress::new(&faults.plan)),
            ports,
            security: upstream.security().clone(),
            guard,
            forbids_creation: faults.forbid_creation,
            gate: watch::Sender::new(gate),
            clock,
            events,
            held: AtomicBool::new(false),
            broker_lost: AtomicBool::new(false),
            tally: Tally::default(),
            stop: CancellationToken::new(),
            room: Arc::new(Semaphore::new(CONNECTIONS)),
        });
        if gate == Gate::Closed {
            shared.report(ProxyEvent::Holding);
        }
        let (tasks, connections) = (TaskTracker::new(), TaskTracker::new());
        for (listener, broker) in listeners {
            let accepting = accept(listener, broker, Arc::clone(&shared), connections.clone());
            tasks.spawn(accepting);
        }
        Ok(Self { entrance, shared, tasks, connections, unreachable })
    }

    /// What clients connect to instead of the cluster.
    pub fn entrance(&self) -> &Entrance {
        &self.entrance
    }

    /// Forwards held Produce requests, now and from now on. Those whose client has closed before
    /// this call are dropped instead. True when they were held until now.
    pub fn release(&self) -> bool {
        // Taken before the gate opens, so that everything that passes it is later.
        let at_us = self.shared.clock.now_us();
        let was_closed = self.shared.gate.send_replace(Gate::Open) == Gate::Closed;
        if was_closed {
            self.shared.report_at(at_us, ProxyEvent::Released);
        }
        was_closed
    }

    /// True when a broker closed or refused a connection or sent something invalid, which is never
    /// the learner's fault. Our own faults do not count. While connections are ending, the flag may
    /// be set a moment after its client's disconnect: the one in [`ProxyReport`] is final.
    pub fn upstream_lost(&self) -> bool {
        self.shared.broker_lost.load(Ordering::Relaxed)
    }

    /// Waits until the brokers have processed all that clients sent before they closed; all clients
    /// have to be gone. Kafka closes a connection once it has read to its end and processed what it
    /// read.
    pub async fn settled(&self) {
        self.connections.close();
        self.connections.wait().await;
    }

    /// Ends every connection and waits: afterwards nothing is forwarded.
    pub async fn stop(self) -> ProxyReport {
        self.shared.stop.cancel();
        for tasks in [&self.tasks, &self.connections] {
            tasks.close();
            tasks.wait().await;
        }
        let tally = &self.shared.tally;
        ProxyReport {
            connections: tally.connections.load(Ordering::Relaxed),
            requests: tally.requests.load(Ordering::Relaxed),
            produce_requests: tally.produce_requests.load(Ordering::Relaxed),
            bytes_from_clients: tally.bytes_from_clients.load(Ordering::Relaxed),
            bytes_from_broker: tally.bytes_from_broker.load(Ordering::Relaxed),
            faults_applied: tally.faults_applied.load(Ordering::Relaxed),
            dropped: tally.dropped.load(Ordering::Relaxed),
            upstream_lost: self.upstream_lost(),
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.stop.cancel();
    }
}

/// A socket on loopback that is bound and does not listen: whoever connects there is refused.
fn silent_socket() -> std::io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
    Ok(socket)
}

/// Accepts connections for one broker, each in a task of its own, until the proxy stops.
async fn accept(listener: TcpListener, broker: String, shared: Arc<Shared>, tasks: TaskTracker) {
    let broker: Arc<str> = broker.into();
    loop {
        // The permit first: clients beyond the limit wait in the listener's own queue.
        let next = async {
            let permit = Arc::clone(&shared.room).acquire_owned().await;
            (permit, accept::accept(&listener).await)
        };
        let (permit, (client, _)) = tokio::select! {
            biased;
            () = shared.stop.cancelled() => return,
            taken = next => taken,
        };
        let (broker, shared) = (Arc::clone(&broker), Arc::clone(&shared));
        tasks.spawn(async move {
            serve(client, &broker, &shared).await;
            drop(permit);
        });
    }
}

async fn serve(client: TcpStream, broker: &str, shared: &Shared) {
    shared.tally.connections.fetch_add(1, Ordering::Relaxed);
    match connection::carry(client, broker, shared).await {
        End::Client(reason) => tracing::debug!(broker, reason, "a client left the proxy"),
        End::Broker(reason) => {
            // Clients retry for as long as their act lasts: logged once.
            if !shared.broker_lost.swap(true, Ordering::Relaxed) {
                tracing::warn!(broker, reason, "the proxy lost a broker");
            }
        }
        End::Fault | End::Stopped => {}
    }
}

impl Shared {
    fn is_holding(&self) -> bool {
        *self.gate.borrow() == Gate::Closed
    }

    /// Waits until the gate is open.
    async fn released(&self) {
        let mut gate = self.gate.subscribe();
        gate.wait_for(|gate| *gate == Gate::Open).await.expect("the sender is in `self`");
    }

    fn read(&self, bytes: Bytes) -> Result<Request, Misshapen> {
        self.tally.requests.fetch_add(1, Ordering::Relaxed);
        Request::read(bytes)
    }

    fn held(&self, produce: &Produce) {
        if !self.held.swap(true, Ordering::Relaxed) {
            self.report(ProxyEvent::Held { partitions: produce.partitions.clone() });
        }
    }

    /// Counts the next Produce request: the fault that is due for it.
    fn next_produce(&self, produce: &Produce) -> Option<DueFault> {
        self.tally.produce_requests.fetch_add(1, Ordering::Relaxed);
        let mut faults = self.faults.lock().expect("no holder of this lock panics");
        let (request, kind) = faults.next(&produce.partitions);
        Some(DueFault { request, kind: kind?, partitions: produce.partitions.clone() })
    }

    /// A request or its acknowledgement is hit by its fault now.
    fn applied(&self, DueFault { request, kind, partitions }: DueFault) {
        self.tally.faults_applied.fetch_add(1, Ordering::Relaxed);
        self.report(ProxyEvent::Fault { request, kind, partitions });
    }

    fn report(&self, event: ProxyEvent) {
        self.report_at(self.clock.now_us(), event);
    }

    fn report_at(&self, at_us: u64, event: ProxyEvent) {
        // Whoever started the proxy may have stopped receiving: then nobody needs the event.
        let _ = self.events.send(Seen { at_us, event });
    }
}
