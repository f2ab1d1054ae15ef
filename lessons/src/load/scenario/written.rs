//! TOML as it is written, with its places, and with `"$name"` where a form or a seed gives the
//! value.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use api::value::{Value, Values};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error, MapAccess, SeqAccess, Visitor},
};
use toml::{
    Spanned,
    de::{DeArray, DeTable, DeValue, ValueDeserializer},
};

use super::super::source::FaultAt;
use crate::{error::ContentFault, scenario::draw::Draws};

/// What stands before a bound name.
const MARK: char = '$';

/// A value with its place in the file.
#[derive(Debug, Clone)]
pub(crate) struct Written(Spanned<Node>);

#[derive(Debug, Clone)]
enum Node {
    Text(String),
    /// In digits: `toml` makes its integers from text only.
    Integer(String),
    Bool(bool),
    Array(Vec<Written>),
    Table(Vec<(Spanned<String>, Written)>),
}

/// What each name stands for; `None` for an empty field.
#[derive(Clone)]
pub(super) struct Given(BTreeMap<String, Option<Node>>);

impl Given {
    /// The values of the form and of the seed. The loader has refused a name that is both.
    pub(super) fn new(fields: &Values, draws: &Draws) -> Self {
        let drawn = |(name, number): (&String, &u32)| {
            (name.clone(), Some(Node::Integer(number.to_string())))
        };
        Self(draws.named.iter().map(drawn).chain(nodes(fields)).collect())
    }

    /// The same, and what is varied.
    pub(super) fn with(&self, varied: &Values) -> Self {
        let mut given = self.clone();
        given.0.extend(nodes(varied));
        given
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

impl Written {
    /// Puts the values in their places and reads the result.
    ///
    /// A field that is empty (Python's `None`, an argument that is left out) takes the key that it
    /// is bound to out of its table.
    ///
    /// # Errors
    /// A name that has no value, or what `T` does not accept, where it stands.
    pub(super) fn read<T: DeserializeOwned>(&self, given: &Given) -> Result<T, FaultAt> {
        let start = self.start();
        let nothing = || Spanned::new(self.0.span(), DeValue::Table(DeTable::new()));
        let filled = self.fill(given)?.unwrap_or_else(nothing);
        T::deserialize(ValueDeserializer::from(filled)).map_err(|error| FaultAt {
            offset: error.span().map_or(start, |span| span.start),
            fault: ContentFault::Toml(error.message().replace('\n', ", ")),
        })
    }

    /// The names that are bound somewhere in it, each with its first place.
    pub(super) fn bound(&self) -> BTreeMap<String, usize> {
        let mut bound = BTreeMap::new();
        self.collect(&mut bound);
        bound
    }

    /// How many elements an array has; 0 for everything else.
    pub(crate) fn len(&self) -> u32 {
        match self.0.get_ref() {
            Node::Array(values) => values.len() as u32,
            Node::Text(_) | Node::Integer(_) | Node::Bool(_) | Node::Table(_) => 0,
        }
    }

    /// The elements of an array.
    ///
    /// # Errors
    /// It is none.
    pub(super) fn elements(&self) -> Result<&[Self], FaultAt> {
        match self.0.get_ref() {
            Node::Array(values) => Ok(values),
            Node::Text(_) | Node::Integer(_) | Node::Bool(_) | Node::Table(_) => {
                let fault = ContentFault::Toml("this is a list: write it in `[[ ]]`".to_owned());
                Err(FaultAt { offset: self.start(), fault })
            }
        }
    }

    /// The value of a key; `None` for what is no table, or has no such key.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let Node::Table(entries) = self.0.get_ref() else { return None };
        entries.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    /// The keys of a table, each with where it stands; none of what is no table.
    pub(super) fn keys(&self) -> impl Iterator<Item = (&str, usize)> {
        let entries = match self.0.get_ref() {
            Node::Table(entries) => entries.as_slice(),
            Node::Text(_) | Node::Integer(_) | Node::Bool(_) | Node::Array(_) => &[],
        };
        entries.iter().map(|(key, _)| (key.get_ref().as_str(), key.span().start))
    }

    /// A table with those of its values of which it is so; everything else as it is.
    pub(super) fn only(&self, is_so: impl Fn(&Self) -> bool) -> Self {
        let Node::Table(entries) = self.0.get_ref() else { return self.clone() };
        let kept = entries.iter().filter(|(_, value)| is_so(value)).cloned().collect();
        Self(Spanned::new(self.0.span(), Node::Table(kept)))
    }

    /// The byte where it begins.
    pub(super) fn start(&self) -> usize {
        self.0.span().start
    }

    /// The same value with the values of its names; `None` for a name that stands for nothing.
    fn fill<'a>(&'a self, given: &'a Given) -> Result<Option<Spanned<DeValue<'a>>>, FaultAt> {
        let node = match self.0.get_ref() {
            Node::Text(text) => match text.strip_prefix(MARK) {
                Some(name) => match given.0.get(name) {
                    Some(Some(node)) => node,
                    Some(None) => return Ok(None),
                    None => {
                        let fault = ContentFault::Unbound(name.to_owned());
                        return Err(FaultAt { offset: self.start(), fault });
                    }
                },
                None => self.0.get_ref(),
            },
            node => node,
        };
        let value = match node {
            Node::Text(text) => DeValue::String(Cow::Borrowed(text)),
            Node::Integer(digits) => {
                DeValue::parse(digits).expect("a number is a value of TOML").into_inner()
            }
            Node::Bool(value) => DeValue::Boolean(*value),
            Node::Array(values) => {
                let filled = values.iter().filter_map(|value| value.fill(given).transpose());
                DeValue::Array(filled.collect::<Result<DeArray<'_>, _>>()?)
            }
            Node::Table(entries) => {
                let mut table = DeTable::new();
                for (key, value) in entries {
                    if let Some(value) = value.fill(given)? {
                        let key = Spanned::new(key.span(), Cow::Borrowed(key.get_ref().as_str()));
                        table.insert(key, value);
                    }
                }
                DeValue::Table(table)
            }
        };
        Ok(Some(Spanned::new(self.0.span(), value)))
    }

    fn collect(&self, bound: &mut BTreeMap<String, usize>) {
        match self.0.get_ref() {
            Node::Text(text) => {
                if let Some(name) = text.strip_prefix(MARK) {
                    bound.entry(name.to_owned()).or_insert(self.start());
                }
            }
            Node::Array(values) => values.iter().for_each(|value| value.collect(bound)),
            Node::Table(entries) => entries.iter().for_each(|(_, value)| value.collect(bound)),
            Node::Integer(_) | Node::Bool(_) => {}
        }
    }
}

fn nodes(values: &Values) -> impl Iterator<Item = (String, Option<Node>)> {
    let text = |text: &String| Node::Text(text.clone());
    values.iter().map(move |(name, value)| {
        let node = match value {
            Value::Text(empty) if empty.is_empty() => None,
            Value::Text(given) => Some(text(given)),
            Value::Bool(value) => Some(Node::Bool(*value)),
            Value::Integer(number) => Some(Node::Integer(number.to_string())),
            Value::Several(texts) => {
                let element = |given| Written(Spanned::new(0..0, text(given)));
                Some(Node::Array(texts.iter().map(element).collect()))
            }
        };
        (name.clone(), node)
    })
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Spanned::deserialize(deserializer).map(Self)
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text, an integer, a boolean, an array or a table")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Integer(number.to_string()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Node, A::Error> {
        let mut array = Vec::new();
        while let Some(value) = values.next_element()? {
            array.push(value);
        }
        Ok(Node::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut table = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            table.push(entry);
        }
        Ok(Node::Table(table))
    }
}
