//! The records that are sent and read: orders whose JSON takes 180 bytes.

use std::collections::BTreeMap;

use api::exercise::Limits;
use backend::{evidence::variant::Variant, lab::python};
use serde_json::json;

pub const RECORDS: u32 = 200_000;
pub const PARTITIONS: u32 = 3;
const BYTES: usize = 180;
/// A benchmark has no exercise with limits.
pub const UNLIMITED: Limits = Limits {
    records: u32::MAX,
    bytes: u64::MAX,
    partitions: u32::MAX,
    members: u32::MAX,
    seconds: u32::MAX,
};
/// The header by which the lab recognizes its own records.
pub const RUN: &str = "bench";
pub const NONCE: &str = "bench";

pub fn variant() -> Variant {
    let order = |number: u32, note: &str| json!({ "pedido": number, "cliente": format!("c{}", number % 50), "nota": note });
    let orders = (0..RECORDS).map(|number| {
        let bare = python::json_dumps(&order(number, "")).len();
        order(number, &"x".repeat(BYTES - bare))
    });
    Variant { partitions: PARTITIONS, orders: orders.collect(), draws: BTreeMap::new() }
}
