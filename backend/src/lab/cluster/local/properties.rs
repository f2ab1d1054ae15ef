//! `server.properties`: one node that is broker and controller at once, for small and short labs.

use super::ports::Ports;

/// The node's id, by which the supervisor recognises the broker.
pub(super) const NODE_ID: i32 = 1;

/// The text of the file. `log_dir` is relative to Kafka's folder, which is its working directory:
/// so no character of the path has to survive the file's Latin-1 encoding or its comma-separated
/// lists.
///
/// Keys: <https://kafka.apache.org/43/configuration/broker-configs/>.
pub(super) fn server(ports: Ports, log_dir: &str) -> String {
    let Ports { broker, controller } = ports;
    format!(
        "\
process.roles=broker,controller
node.id={NODE_ID}
controller.quorum.voters={NODE_ID}@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{broker}
controller.listener.names=CONTROLLER
log.dirs={log_dir}
# After a kill -9 the controller takes the broker back when its old session is over, not before.
broker.session.timeout.ms=1500
broker.heartbeat.interval.ms=200
# One node: one replica, and few partitions for what Kafka keeps for itself.
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=5
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=5
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=5
# A lab shows what this does; all other clients ask about topics that exist.
auto.create.topics.enable=true
# Labs see a member join or die within a second or two.
group.initial.rebalance.delay.ms=50
group.min.session.timeout.ms=500
# The same with KIP-848, where the broker decides how often members send heartbeats.
group.consumer.min.heartbeat.interval.ms=100
group.consumer.heartbeat.interval.ms=100
group.consumer.min.session.timeout.ms=500
group.consumer.session.timeout.ms=10000
group.consumer.assignment.interval.ms=0
# Topics go when their run expires, never by the age that a learner gave to a record.
log.retention.ms=-1
log.retention.bytes=67108864
log.segment.bytes=16777216
log.segment.delete.delay.ms=1000
# Where a topic of a lab has settings of its own, they show within a second.
log.initial.task.delay.ms=0
log.retention.check.interval.ms=1000
log.cleaner.backoff.ms=500
log.index.size.max.bytes=1048576
metadata.log.segment.bytes=8388608
# By default 128 MB of the heap.
log.cleaner.dedupe.buffer.size=4194304
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_loopback() {
        let text = server(Ports { broker: 20_001, controller: 20_002 }, "log");
        assert_eq!(text.matches("127.0.0.1:").count(), 4);
        assert!(!text.contains("0.0.0.0") && !text.contains("://:"));
        assert!(text.contains("advertised.listeners=PLAINTEXT://127.0.0.1:20001\n"));
    }
}
