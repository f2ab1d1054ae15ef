//! An exercise before its run.

use api::exercise::Limits;

use crate::form::Invalid;

pub struct FormWords {
    pub criteria: &'static str,
    pub worth: fn(u32) -> String,
    pub needs_kafka: &'static str,
    pub steps: [&'static str; 4],
    pub fields: &'static str,
    pub snippet: &'static str,
    pub changes: fn(usize) -> String,
    pub copy: &'static str,
    pub copied: &'static str,
    pub not_copied: &'static str,
    pub orders: fn(usize, u32) -> String,
    pub orders_note: &'static str,
    pub orders_table: &'static str,
    pub number: &'static str,
    pub order: &'static str,
    pub limits: fn(Limits) -> String,
    pub predict: &'static str,
    pub prediction_missing: fn(usize) -> String,
    pub run: &'static str,
    pub sending: &'static str,
    pub waiting_server: fn(u32) -> String,
    pub fault: fn(Invalid) -> String,
    pub none_of_them: &'static str,
}
