//! Records that cannot be processed, as they are sent to a topic of their own: with headers that say
//! where they came from and why. Key, value and headers stay as they were, so that they can be sent
//! again.

use rdkafka::{Message, message::BorrowedMessage};

use super::outbox::{self, Letter};

/// `origin` is what headers call the record's topic.
pub fn letter<'a>(
    to: u32,
    message: &'a BorrowedMessage<'_>,
    origin: &str,
    error: &str,
) -> Letter<'a> {
    let (partition, offset) = (message.partition().to_string(), message.offset().to_string());
    let headers = outbox::headers(
        message,
        &[
            ("orig.topic", origin),
            ("orig.partition", &partition),
            ("orig.offset", &offset),
            ("orig.error", error),
        ],
    );
    Letter { to, key: message.key(), value: message.payload(), headers }
}
