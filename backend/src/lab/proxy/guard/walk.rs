//! Checks a request's bytes against its table (`requests`), on their way from an
//! authenticated client to the broker. Refuses a request of another shape, and one about anything
//! but the run's own topics and groups.
//!
//! The walk allocates nothing. `kafka-protocol`'s decoders allocate for as many elements as a list
//! claims to have: ten bytes could abort the server.

use anyhow::{Context, bail, ensure};
use kafka_protocol::messages::ApiKey;

use super::requests;
use super::shape::{Field, FieldKind};
use crate::lab::proxy::{header::Header, request::Request};
use crate::lab::wire::reader::{Misshapen, Reader, Style};

/// # Errors
/// Why the request must not go on.
pub(super) fn check(request: &Request, names: &str) -> anyhow::Result<()> {
    let key = ApiKey::try_from(request.api_key)
        .map_err(|()| anyhow::anyhow!("an unknown request, {}", request.api_key))?;
    let shape =
        requests::shape(key).with_context(|| format!("no client of a run sends {key:?}"))?;
    let version = request.version;
    ensure!(shape.versions.contains(&version), "{key:?} of version {version} is not read");
    let style = if version < shape.compact_since { Style::Plain } else { Style::Compact };
    let body = Header::read(&request.bytes)?.rest;
    let mut walk = Walk { reader: Reader::new(body, style), style, version, names };
    walk.end_of_structure()?; // The header's tagged fields.
    walk.structure(shape.fields)?;
    ensure!(walk.reader.rest().is_empty(), "bytes follow the end of the request");
    Ok(())
}

struct Walk<'a> {
    reader: Reader<'a>,
    style: Style,
    version: i16,
    /// The prefix of the run's names.
    names: &'a str,
}

impl Walk<'_> {
    fn structure(&mut self, fields: &[Field]) -> anyhow::Result<()> {
        for Field(kind, versions) in fields {
            if versions.contains(&self.version) {
                self.field(kind)?;
            }
        }
        self.end_of_structure()
    }

    fn field(&mut self, kind: &FieldKind) -> anyhow::Result<()> {
        match kind {
            FieldKind::Fixed(width) => {
                self.reader.take(*width)?;
            }
            FieldKind::Text => {
                self.reader.text()?;
            }
            FieldKind::Blob => {
                self.reader.blob()?;
            }
            FieldKind::Values(width) => {
                let length = self.reader.count()?.checked_mul(*width).ok_or(Misshapen::Length)?;
                self.reader.take(length)?;
            }
            FieldKind::Structs(fields) => {
                for _ in 0..self.reader.count()? {
                    self.structure(fields)?;
                }
            }
            FieldKind::SomeOf(fields) => {
                let count = self.reader.count_or_null()?;
                let count = count.filter(|count| self.version > 0 || *count > 0);
                for _ in 0..count.context("it asked for all there are")? {
                    self.structure(fields)?;
                }
            }
            FieldKind::Name => self.name()?,
            FieldKind::NameOrNull => {
                let name = self.reader.text()?;
                if !name.is_empty() {
                    self.is_ours(name)?;
                }
            }
            FieldKind::Names => {
                for _ in 0..self.reader.count()? {
                    self.name()?;
                }
            }
            FieldKind::Empty(otherwise) => {
                ensure!(self.reader.text()?.is_empty(), "it asked for {otherwise}");
            }
            FieldKind::Only(width, is_expected, otherwise) => {
                ensure!(is_expected(self.reader.take(*width)?), "it asked for {otherwise}");
            }
        }
        Ok(())
    }

    fn name(&mut self) -> anyhow::Result<()> {
        let name = self.reader.text()?;
        self.is_ours(name)
    }

    fn is_ours(&self, name: &[u8]) -> anyhow::Result<()> {
        if !name.starts_with(self.names.as_bytes()) {
            bail!("it asked about {:?}", String::from_utf8_lossy(name));
        }
        Ok(())
    }

    fn end_of_structure(&mut self) -> anyhow::Result<()> {
        if self.style == Style::Compact {
            ensure!(self.reader.array()? == [0], "a tagged field");
        }
        Ok(())
    }
}
