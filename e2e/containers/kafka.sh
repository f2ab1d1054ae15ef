#!/bin/bash
# Writes server.properties from the KAFKA_ variables, formats the storage if it is new, becomes the
# server: in the same steps as the image that this one stands in for.
set -euo pipefail
java=(java -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp '/opt/kafka/libs/*')
said=$("${java[@]}" kafka.docker.KafkaDockerWrapper setup --default-configs-dir /etc/kafka/docker \
    --mounted-configs-dir /mnt/shared/config --final-configs-dir /opt/kafka/config 2>&1) \
    || grep --quiet 'already formatted' <<< "$said" || { echo "$said"; exit 1; }
# Both are lists of options.
# shellcheck disable=SC2086
exec "${java[@]}" $KAFKA_HEAP_OPTS $KAFKA_JVM_PERFORMANCE_OPTS kafka.Kafka /opt/kafka/config/server.properties
