//! What the kinds of cluster and the limits of a run allow, and topics with settings.

use super::*;

#[test]
fn what_the_cluster_and_the_limits_do_not_allow() {
    each(&[
        ("needs = { kafka = true }\n", "", "add_partitions", "the simulated cluster cannot"),
        ("records = 70,", "records = 69,", "scenario]", "takes 70 records, and the limit"),
        ("partitions = 4,", "partitions = 3,", "scenario]", "takes 4 partitions"),
        ("members = 1,", "members = 0,", "scenario]", "takes 1 members"),
    ]);
}

#[test]
fn a_topic_with_settings() {
    let partitions = "partitions = 3\n";
    let add = "{ add_partitions = { topic = \"pedidos\", to = 4 } }";
    let cleaned = "{ await_cleanup = { topic = \"pedidos\" } }";
    each(&[
        (add, cleaned, "await_cleanup", "nothing removes records of `pedidos`"),
        (
            partitions,
            "partitions = 3\nconfig = { \"retention.ms\" = 0 }\n",
            "retention.ms",
            "nonzero u32",
        ),
        (
            partitions,
            "partitions = 3\nconfig = { \"cleanup.policy\" = \"keep\" }\n",
            "cleanup.policy",
            "unknown variant `keep`",
        ),
    ]);
    let steps = "  { add_partitions = { topic = \"pedidos\", to = 4 } },\n  { delete_records = { topic = \"pedidos\", before = 2 } },\n";
    let settings = "partitions = 3\nconfig = { \"cleanup.policy\" = \"compact\" }\n";
    let compacted = small().replace(partitions, settings).replace(steps, "");
    load(&compacted, "uno").unwrap_or_else(|error| panic!("{error}"));
    // Without them it needs no Kafka, with them it does.
    let simulated = |text: String| load(&text.replace("needs = { kafka = true }\n", ""), "uno");
    assert!(simulated(small().replace(steps, "")).is_ok());
    let error = simulated(compacted).expect_err("there are settings");
    assert!(error.contains("the simulated cluster cannot"), "{error}");
}
