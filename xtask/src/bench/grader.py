"""A warm grader of the first exercise, as one would write it in Python: one act.

For each line on its input it makes a topic, runs the course's own script in a child process,
reads the topic back, compares, and prints how many seconds that took. Its connections stay open
between gradings; the script's are new each time, as they are for a learner.
"""

import json
import subprocess
import sys
import time
import uuid

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition

PARTITIONS = 3
CLIENTS = 6
ORDERS = 30

SCRIPT = """
import json, sys
from kafka import KafkaProducer

producer = KafkaProducer(
    bootstrap_servers=[sys.argv[1]],
    value_serializer=lambda x: json.dumps(x).encode('utf-8')
)
for pedido in json.load(sys.stdin):
    producer.send(sys.argv[2], pedido, key=pedido['cliente'].encode('utf-8'))
producer.flush()
"""


def orders():
    return [
        {
            "pedido": 10_001 + number,
            "cliente": f"cliente-{number % CLIENTS:02}",
            "producto": "café molido ☕",
            "unidades": 1 + number % 5,
            "precio": 1.99 + number,
            "referencia": 2**53 + number,
            "envío": {"ciudad": "Málaga", "urgente": number % 2 == 0},
            "nota": None,
        }
        for number in range(ORDERS)
    ]


def grade(bootstrap, admin, consumer):
    topic = f"grader-{uuid.uuid4().hex}"
    expected = orders()
    admin.create_topics({topic: {"num_partitions": PARTITIONS}}, wait_for_metadata=True)
    subprocess.run(
        [sys.executable, "-c", SCRIPT, bootstrap, topic],
        input=json.dumps(expected).encode(),
        check=True,
    )
    records = read(consumer, topic)
    found = sorted((json.loads(record.value) for record in records), key=lambda x: x["pedido"])
    homes = {(record.key, record.partition) for record in records}
    passed = (
        found == expected
        and all(record.key.decode() == json.loads(record.value)["cliente"] for record in records)
        and len(homes) == CLIENTS
    )
    return topic, passed


def read(consumer, topic):
    partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]
    consumer.assign(partitions)
    consumer.seek_to_beginning()
    ends = consumer.end_offsets(partitions)
    records = []
    while any(consumer.position(partition) < ends[partition] for partition in partitions):
        for batch in consumer.poll(timeout_ms=1000).values():
            records.extend(batch)
    return records


def main(bootstrap):
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    consumer = KafkaConsumer(bootstrap_servers=bootstrap)
    for _ in sys.stdin:
        start = time.perf_counter()
        topic, passed = grade(bootstrap, admin, consumer)
        took = time.perf_counter() - start
        if not passed:
            sys.exit(f"the topic {topic} does not hold what was sent")
        print(took, flush=True)
        admin.delete_topics([topic])


main(sys.argv[1])
