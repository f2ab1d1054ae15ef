//! What a text refers to and what is written elsewhere: terms of the glossary, and sources.

use api::{
    paths,
    text::{Lang, Text},
};
use pulldown_cmark_escape::escape_html;

use crate::{error::ContentFault, glossary::Glossary};

#[derive(Default)]
pub(crate) struct References {
    pub(crate) glossary: Glossary,
    pub(crate) sources: Vec<CitedSource>,
}

/// Where a statement can be read up, or how it was tried.
pub(crate) struct CitedSource {
    pub(crate) id: String,
    pub(crate) title: Text,
    pub(crate) url: Option<String>,
}

impl References {
    /// What stands around the words of a term: a link to the glossary, and its definition, which the
    /// style sheet shows while the link has the pointer or the focus. With `described`, the link is
    /// said to be described by it, which takes an id that only one element of a page has.
    pub(super) fn term(
        &self,
        id: &str,
        lang: Lang,
        described: bool,
    ) -> Result<(String, String), ContentFault> {
        let term =
            self.glossary.term(id).ok_or_else(|| ContentFault::UnknownTerm(id.to_owned()))?;
        let (by, name) = if described {
            (format!(" aria-describedby=\"term-{id}\""), format!(" id=\"term-{id}\""))
        } else {
            (String::new(), String::new())
        };
        let page = paths::glossary_page(lang);
        let open = format!("<span class=\"term\"><a href=\"{page}#{id}\"{by}>");
        let definition = term.definition.get(lang);
        let close =
            format!("</a><span class=\"tip\" role=\"tooltip\"{name}>{definition}</span></span>");
        Ok((open, close))
    }

    /// `Fuentes: …`
    pub(super) fn cite(&self, ids: &[String], lang: Lang) -> Result<String, ContentFault> {
        let label = match (lang, ids) {
            (Lang::Es, [_]) => "Fuente",
            (Lang::Es, _) => "Fuentes",
            (Lang::En, [_]) => "Source",
            (Lang::En, _) => "Sources",
        };
        let mut html = format!("<div class=\"sources\"><p>{label}</p><ul>");
        for id in ids {
            let source = self.sources.iter().find(|source| source.id == *id);
            let source = source.ok_or_else(|| ContentFault::UnknownSource(id.clone()))?;
            html += "<li>";
            if let Some(url) = &source.url {
                html += "<a href=\"";
                push_escaped(&mut html, url);
                html += "\">";
            }
            push_escaped(&mut html, source.title.get(lang));
            html += if source.url.is_some() { "</a></li>" } else { "</li>" };
        }
        html += "</ul></div>\n";
        Ok(html)
    }
}

fn push_escaped(html: &mut String, text: &str) {
    escape_html(html, text).expect("writing to a String cannot fail");
}
