//! The defaults, compared with those that the three releases print themselves.

use std::collections::BTreeMap;

use crate::lab::profile::{consumer, producer, setting::Keywords, version::ClientVersion};

#[test]
fn a_producer_has_the_defaults_of_its_release() {
    for (index, version) in ClientVersion::ALL.into_iter().enumerate() {
        let mut expected = release(PRODUCER, index);
        // The constructor numbers the producers of a process.
        expected.insert("client_id", "'kafka-python-producer-1'");
        let profile = producer(version, &Keywords::new()).unwrap();
        assert_eq!(printed(&profile.effective), owned(expected), "{version:?}");
        assert_eq!(profile.warnings, [], "{version:?}");
    }
}

#[test]
fn a_consumer_has_the_defaults_of_its_release() {
    for (index, version) in ClientVersion::ALL.into_iter().enumerate() {
        let mut expected = release(CONSUMER, index);
        // The constructor turns it off because there is no group.
        expected.insert("enable_auto_commit", "False");
        let profile = consumer(version, &Keywords::new()).unwrap();
        assert_eq!(printed(&profile.effective), owned(expected), "{version:?}");
        assert_eq!(profile.warnings, [], "{version:?}");
    }
}

#[test]
fn the_tables_hold_every_keyword_of_the_releases() {
    assert_eq!([0, 1, 2].map(|index| release(PRODUCER, index).len()), [47, 54, 55]);
    assert_eq!([0, 1, 2].map(|index| release(CONSUMER, index).len()), [56, 62, 65]);
}

fn release(
    table: &'static [(&'static str, [&'static str; 3])],
    index: usize,
) -> BTreeMap<&'static str, &'static str> {
    table
        .iter()
        .map(|(name, defaults)| (*name, defaults[index]))
        .filter(|(_, default)| !default.is_empty())
        .collect()
}

fn owned(expected: BTreeMap<&str, &str>) -> BTreeMap<String, String> {
    expected.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn printed<T: ToString>(effective: &BTreeMap<&'static str, T>) -> BTreeMap<String, String> {
    effective.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect()
}

/// `KafkaProducer.DEFAULT_CONFIG`: name, 2.0.2, 2.3.3, 3.0.12; empty where the release has no such
/// keyword.
#[rustfmt::skip]
const PRODUCER: &[(&str, [&str; 3])] = &[
    ("bootstrap_servers", ["'localhost'", "'localhost'", "'localhost'"]),
    ("client_id", ["None", "None", "None"]),
    ("key_serializer", ["None", "None", "None"]),
    ("value_serializer", ["None", "None", "None"]),
    ("enable_idempotence", ["", "False", "True"]),
    ("transactional_id", ["", "None", "None"]),
    ("transaction_timeout_ms", ["", "60000", "60000"]),
    ("delivery_timeout_ms", ["", "120000", "120000"]),
    ("acks", ["1", "1", "-1"]),
    ("compression_type", ["None", "None", "None"]),
    ("retries", ["0", "inf", "inf"]),
    ("batch_size", ["16384", "16384", "16384"]),
    ("linger_ms", ["0", "0", "0"]),
    ("partitioner", ["DefaultPartitioner()", "DefaultPartitioner()", "DefaultPartitioner()"]),
    ("connections_max_idle_ms", ["540000", "540000", "540000"]),
    ("max_block_ms", ["60000", "60000", "60000"]),
    ("max_request_size", ["1048576", "1048576", "1048576"]),
    ("allow_auto_create_topics", ["", "True", "True"]),
    ("metadata_max_age_ms", ["300000", "300000", "300000"]),
    ("client_dns_lookup", ["", "", "'use_all_dns_ips'"]),
    ("retry_backoff_ms", ["100", "100", "100"]),
    ("request_timeout_ms", ["30000", "30000", "30000"]),
    ("receive_message_max_bytes", ["", "1000000", "100000000"]),
    ("receive_buffer_bytes", ["None", "None", "None"]),
    ("send_buffer_bytes", ["None", "None", "None"]),
    ("socket_options", ["[(6, 1, 1)]", "[(6, 1, 1)]", "[(6, 1, 1)]"]),
    ("reconnect_backoff_ms", ["50", "50", "50"]),
    ("reconnect_backoff_max_ms", ["1000", "30000", "30000"]),
    ("max_in_flight_requests_per_connection", ["5", "5", "5"]),
    ("security_protocol", ["'PLAINTEXT'", "'PLAINTEXT'", "'PLAINTEXT'"]),
    ("ssl_context", ["None", "None", "None"]),
    ("ssl_check_hostname", ["True", "True", "True"]),
    ("ssl_cafile", ["None", "None", "None"]),
    ("ssl_certfile", ["None", "None", "None"]),
    ("ssl_keyfile", ["None", "None", "None"]),
    ("ssl_crlfile", ["None", "None", "None"]),
    ("ssl_password", ["None", "None", "None"]),
    ("ssl_ciphers", ["None", "None", "None"]),
    ("api_version", ["None", "None", "None"]),
    ("bootstrap_timeout_ms", ["", "", "30000"]),
    ("metric_reporters", ["[]", "[]", "[]"]),
    ("metrics_enabled", ["", "True", "True"]),
    ("metrics_num_samples", ["2", "2", "2"]),
    ("metrics_sample_window_ms", ["30000", "30000", "30000"]),
    ("selector", ["selectors.DefaultSelector", "selectors.DefaultSelector", "selectors.DefaultSelector"]),
    ("sasl_mechanism", ["None", "None", "None"]),
    ("sasl_plain_username", ["None", "None", "None"]),
    ("sasl_plain_password", ["None", "None", "None"]),
    ("sasl_kerberos_name", ["", "None", "None"]),
    ("sasl_kerberos_service_name", ["'kafka'", "'kafka'", "'kafka'"]),
    ("sasl_kerberos_domain_name", ["None", "None", "None"]),
    ("sasl_oauth_token_provider", ["None", "None", "None"]),
    ("proxy_url", ["", "", "None"]),
    ("socks5_proxy", ["", "None", "None"]),
    ("kafka_client", ["", "KafkaClient", "KafkaNetClient"]),
    ("bootstrap_topics_filter", ["set()", "set()", ""]),
    ("api_version_auto_timeout_ms", ["2000", "2000", ""]),
    ("buffer_memory", ["33554432", "", ""]),
    ("sock_chunk_bytes", ["4096", "", ""]),
    ("sock_chunk_buffer_count", ["1000", "", ""]),
];

/// `KafkaConsumer.DEFAULT_CONFIG`: name, 2.0.2, 2.3.3, 3.0.12; empty where the release has no such
/// keyword.
#[rustfmt::skip]
const CONSUMER: &[(&str, [&str; 3])] = &[
    ("bootstrap_servers", ["'localhost'", "'localhost'", "'localhost'"]),
    ("client_id", ["'kafka-python-2.0.2'", "'kafka-python-2.3.3'", "'kafka-python-3.0.12'"]),
    ("client_rack", ["", "", "''"]),
    ("group_id", ["None", "None", "None"]),
    ("group_instance_id", ["", "None", "None"]),
    ("key_deserializer", ["None", "None", "None"]),
    ("value_deserializer", ["None", "None", "None"]),
    ("enable_incremental_fetch_sessions", ["", "True", "True"]),
    ("fetch_max_wait_ms", ["500", "500", "500"]),
    ("fetch_min_bytes", ["1", "1", "1"]),
    ("fetch_max_bytes", ["52428800", "52428800", "52428800"]),
    ("max_partition_fetch_bytes", ["1048576", "1048576", "1048576"]),
    ("request_timeout_ms", ["305000", "305000", "30000"]),
    ("retry_backoff_ms", ["100", "100", "100"]),
    ("reconnect_backoff_ms", ["50", "50", "50"]),
    ("reconnect_backoff_max_ms", ["1000", "30000", "30000"]),
    ("max_in_flight_requests_per_connection", ["5", "5", "5"]),
    ("auto_offset_reset", ["'latest'", "'latest'", "'latest'"]),
    ("enable_auto_commit", ["True", "True", "True"]),
    ("auto_commit_interval_ms", ["5000", "5000", "5000"]),
    ("default_offset_commit_callback", ["lambda offsets, response: True", "lambda offsets, response: True", "lambda offsets, response: True"]),
    ("check_crcs", ["True", "True", "True"]),
    ("isolation_level", ["", "'read_uncommitted'", "'read_uncommitted'"]),
    ("allow_auto_create_topics", ["", "True", "True"]),
    ("metadata_max_age_ms", ["300000", "300000", "300000"]),
    ("client_dns_lookup", ["", "", "'use_all_dns_ips'"]),
    ("partition_assignment_strategy", ["[RangePartitionAssignor, RoundRobinPartitionAssignor]", "[RangePartitionAssignor, RoundRobinPartitionAssignor]", "[RangePartitionAssignor, RoundRobinPartitionAssignor]"]),
    ("max_poll_records", ["500", "500", "500"]),
    ("max_poll_interval_ms", ["300000", "300000", "300000"]),
    ("session_timeout_ms", ["10000", "10000", "45000"]),
    ("heartbeat_interval_ms", ["3000", "3000", "3000"]),
    ("receive_buffer_bytes", ["None", "None", "None"]),
    ("send_buffer_bytes", ["None", "None", "None"]),
    ("receive_message_max_bytes", ["", "1000000", "100000000"]),
    ("socket_options", ["[(6, 1, 1)]", "[(6, 1, 1)]", "[(6, 1, 1)]"]),
    ("consumer_timeout_ms", ["inf", "inf", "inf"]),
    ("security_protocol", ["'PLAINTEXT'", "'PLAINTEXT'", "'PLAINTEXT'"]),
    ("ssl_context", ["None", "None", "None"]),
    ("ssl_check_hostname", ["True", "True", "True"]),
    ("ssl_cafile", ["None", "None", "None"]),
    ("ssl_certfile", ["None", "None", "None"]),
    ("ssl_keyfile", ["None", "None", "None"]),
    ("ssl_crlfile", ["None", "None", "None"]),
    ("ssl_password", ["None", "None", "None"]),
    ("ssl_ciphers", ["None", "None", "None"]),
    ("api_version", ["None", "None", "None"]),
    ("bootstrap_timeout_ms", ["", "", "30000"]),
    ("connections_max_idle_ms", ["540000", "540000", "540000"]),
    ("metric_reporters", ["[]", "[]", "[]"]),
    ("metrics_enabled", ["", "True", "True"]),
    ("metrics_num_samples", ["2", "2", "2"]),
    ("metrics_sample_window_ms", ["30000", "30000", "30000"]),
    ("metric_group_prefix", ["'consumer'", "'consumer'", "'consumer'"]),
    ("selector", ["selectors.DefaultSelector", "selectors.DefaultSelector", "selectors.DefaultSelector"]),
    ("exclude_internal_topics", ["True", "True", "True"]),
    ("sasl_mechanism", ["None", "None", "None"]),
    ("sasl_plain_username", ["None", "None", "None"]),
    ("sasl_plain_password", ["None", "None", "None"]),
    ("sasl_kerberos_name", ["", "None", "None"]),
    ("sasl_kerberos_service_name", ["'kafka'", "'kafka'", "'kafka'"]),
    ("sasl_kerberos_domain_name", ["None", "None", "None"]),
    ("sasl_oauth_token_provider", ["None", "None", "None"]),
    ("proxy_url", ["", "", "None"]),
    ("socks5_proxy", ["", "None", "None"]),
    ("kafka_client", ["", "KafkaClient", "KafkaNetClient"]),
    ("api_version_auto_timeout_ms", ["2000", "2000", ""]),
    ("sock_chunk_bytes", ["4096", "", ""]),
    ("sock_chunk_buffer_count", ["1000", "", ""]),
    ("legacy_iterator", ["False", "", ""]),
];
