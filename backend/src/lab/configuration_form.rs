//! The form of the configuration exercise, parsed into the two scripts that it stands for.

use api::exercise::{Value, Values};

use super::{
    consumer_form::ConsumerForm,
    producer_form::{Pace, ProducerForm, UnknownChoice, choice, value},
    profile::{
        setting::{Keywords, Setting},
        version::ClientVersion,
    },
};

#[derive(Debug, Clone, PartialEq)]
pub struct ConfigurationForm {
    /// With the learner's settings.
    pub producer: ProducerForm,
    pub consumer: ConsumerForm,
}

/// The keyword arguments of `KafkaProducer` that are fields of the form. An empty text omits the
/// argument, and so does `none`, which every release has as the default of `compression_type`.
const KEYWORDS: [&str; 6] =
    ["acks", "retries", "batch_size", "linger_ms", "compression_type", "enable_idempotence"];

impl ConfigurationForm {
    pub fn read(fields: &Values) -> Result<Self, UnknownChoice> {
        let mut settings = Keywords::new();
        for keyword in KEYWORDS {
            if let Some(setting) = value(fields, keyword, setting)? {
                settings.insert(keyword.to_owned(), setting);
            }
        }
        let producer = ProducerForm {
            topic: choice(fields, "topic", |text| Some(text.to_owned()))?,
            version: choice(fields, "client_version", ClientVersion::parse)?,
            settings,
            pace: choice(fields, "pace", |text| match text {
                "burst" => Some(Pace::Burst),
                "per_ms" => Some(Pace::PerMillisecond),
                _ => None,
            })?,
            ..ProducerForm::lab_default()
        };
        Ok(Self { producer, consumer: ConsumerForm::read_for_configuration(fields)? })
    }

    /// The same script with the client's defaults.
    pub fn control(&self) -> ProducerForm {
        ProducerForm { settings: Keywords::new(), ..self.producer.clone() }
    }
}

/// What the field says; `Some(None)` when it leaves the keyword out.
fn setting(value: &Value) -> Option<Option<Setting>> {
    match value {
        Value::Text(text) if text.is_empty() || text == "none" => Some(None),
        Value::Several(_) => None,
        given => Some(Some(given.into())),
    }
}
