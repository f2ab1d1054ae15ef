//! One program for all integration tests; modules mirror the product's parts.

#![expect(clippy::unwrap_used, reason = "a failed step is a failed test, also in what tests share")]

mod causality;
mod cluster;
mod fake_broker;
mod invariants;
mod postgres;
mod relay;
mod scenarios;
mod secure_cluster;
mod workbook;

mod attempts;
mod backup;
mod booklet;
mod connections;
mod course_changes;
mod data_folder;
mod endurance;
mod groups;
mod hostile_names;
mod hostile_requests;
mod hosts;
mod identity;
mod lab;
mod lab_configuration;
mod lab_consumer;
mod labs;
mod limits;
mod local_kafka;
mod miniatures;
mod moving;
mod neighbours;
mod one_server;
mod pages;
mod proxy;
mod readings;
mod recovery;
mod regrade;
mod retention;
mod runs;
mod secured;
mod starting;
mod text_labs;
mod version_1;
mod wire;
mod worker_limits;
