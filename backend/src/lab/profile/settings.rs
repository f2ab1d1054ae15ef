//! All settings of one client while its profile is built: the release's defaults, overridden by
//! what the learner gave.

use std::collections::BTreeMap;

use api::text::Text;

use super::{
    Profile,
    conversion::Converted,
    keyword::{Keyword, Treatment},
    refusal::Refusal,
    setting::{Keywords, Setting},
    version::ClientVersion,
};

pub(super) struct Settings {
    rows: Vec<(&'static Keyword, Row)>,
    warnings: Vec<Text>,
}

struct Row {
    /// What applies in kafka-python.
    setting: Setting,
    /// What librdkafka gets instead, if it would not start otherwise.
    fitted: Option<Setting>,
    /// Whether the release has this keyword.
    known: bool,
    /// Whether the learner gave it.
    given: bool,
}

impl Settings {
    /// `unrecognized` builds the exception for keywords that the release does not have.
    pub(super) fn new(
        version: ClientVersion,
        tables: [&'static [Keyword]; 2],
        given: &Keywords,
        unrecognized: impl FnOnce(&Keywords) -> Refusal,
    ) -> Result<Self, Refusal> {
        let mut extra = given.clone();
        let mut rows = Vec::new();
        let mut reserved = None;
        for keyword in tables.into_iter().flatten() {
            let known = keyword.defaults.of(version).is_some();
            let value = if known { extra.remove(keyword.name) } else { None };
            if value.is_some() && matches!(keyword.role, Treatment::Reserved) {
                reserved.get_or_insert(keyword);
            }
            let given = value.is_some();
            let setting = value.unwrap_or_else(|| keyword.defaults.behaviour(version).clone());
            rows.push((keyword, Row { setting, fitted: None, known, given }));
        }
        if !extra.is_empty() {
            return Err(unrecognized(&extra));
        }
        if let Some(keyword) = reserved {
            return Err(Refusal::reserved(keyword));
        }
        Ok(Self { rows, warnings: Vec::new() })
    }

    /// # Panics
    /// If the tables have no such keyword: a programming error, which every test would show.
    fn row(&self, name: &str) -> &Row {
        let found = self.rows.iter().find(|(keyword, _)| keyword.name == name);
        &found.expect("the tables have every keyword that the rules name").1
    }

    fn row_mut(&mut self, name: &str) -> &mut Row {
        let found = self.rows.iter_mut().find(|(keyword, _)| keyword.name == name);
        &mut found.expect("the tables have every keyword that the rules name").1
    }

    pub(super) fn get(&self, name: &str) -> &Setting {
        &self.row(name).setting
    }

    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.get(name).number()
    }

    pub(super) fn is_given(&self, name: &str) -> bool {
        self.row(name).given
    }

    /// The constructor of kafka-python overrides the setting.
    pub(super) fn set(&mut self, name: &str, setting: Setting) {
        self.row_mut(name).setting = setting;
    }

    /// Only librdkafka gets another value.
    pub(super) fn fit(&mut self, name: &str, number: f64) {
        self.row_mut(name).fitted = Some(Setting::Float(number));
    }

    pub(super) fn warn(&mut self, es: impl Into<String>, en: impl Into<String>) {
        self.warnings.push(Text::new(es, en));
    }

    pub(super) fn warn_without_effect(&mut self, name: &str) {
        self.warn(
            format!("`{name}` se acepta, pero aquí no tiene efecto."),
            format!("`{name}` is accepted, but has no effect here."),
        );
    }

    /// Converts everything that librdkafka needs.
    pub(super) fn into_profile(mut self, version: ClientVersion) -> Result<Profile, Refusal> {
        let mut properties = BTreeMap::new();
        let mut effective = BTreeMap::new();
        for (keyword, row) in std::mem::take(&mut self.rows) {
            let name = keyword.name;
            match keyword.role {
                Treatment::Send(targets) => {
                    let setting = row.fitted.as_ref().unwrap_or(&row.setting);
                    for (index, (property, conversion)) in targets.iter().enumerate() {
                        let Converted { text, adjusted } = conversion
                            .apply(setting)
                            .map_err(|expected| Refusal::value(name, setting, &expected))?;
                        if let Some(text) = &text
                            && adjusted
                            && row.given
                            && index == 0
                        {
                            self.warnings.push(adjusted_warning(name, &row.setting, text));
                        }
                        properties.extend(text.map(|text| (*property, text)));
                    }
                }
                Treatment::NoEffect if row.given => self.warn_without_effect(name),
                Treatment::NoEffect | Treatment::Client | Treatment::Reserved => {}
            }
            if row.known {
                effective.insert(name, row.setting);
            }
        }
        Ok(Profile { version, properties, warnings: self.warnings, effective })
    }
}

fn adjusted_warning(name: &str, given: &Setting, used: &str) -> Text {
    Text::new(
        format!("El cliente del cuaderno no llega a `{name}={given}`: usa {used}."),
        format!("The workbook's client cannot do `{name}={given}`: it uses {used}."),
    )
}
