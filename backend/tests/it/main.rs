//! One binary for all tests that need more than a function: modules mirror the product's parts.

mod cluster;
mod fake_broker;
mod proxy;
mod wire;
