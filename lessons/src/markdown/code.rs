//! Code in a lesson, highlighted. Programs are in English whatever the page's language, so it gets
//! `lang="en"`.

use api::{exercise::CodeClass, text::Lang};
use pulldown_cmark::CodeBlockKind;
use pulldown_cmark_escape::escape_html;

use crate::{error::ContentFault, highlight::Highlighter};

pub(super) struct Block {
    language: String,
    code: String,
}

impl Block {
    pub(super) fn new(kind: &CodeBlockKind<'_>) -> Self {
        let language = match kind {
            CodeBlockKind::Fenced(language) if !language.is_empty() => language.to_string(),
            CodeBlockKind::Fenced(_) | CodeBlockKind::Indented => "text".to_owned(),
        };
        Self { language, code: String::new() }
    }

    pub(super) fn push(&mut self, text: &str) {
        self.code.push_str(text);
    }

    /// With a button that copies it, which works once the frontend has taken over.
    pub(super) fn html(
        &self,
        highlighter: &Highlighter,
        lang: Lang,
    ) -> Result<String, ContentFault> {
        let (scrolls, copy) = match lang {
            Lang::Es => ("Código; se desplaza en horizontal", "Copiar"),
            Lang::En => ("Code; scrolls sideways", "Copy"),
        };
        let mut html = format!(
            "<div class=\"code-box\"><pre class=\"code\" data-scrolls=\"{scrolls}\">\
             <code lang=\"en\">"
        );
        for piece in highlighter.lines(&self.language, &self.code)?.iter().flatten() {
            match piece.class {
                Some(class) => {
                    html.push_str("<span class=\"");
                    html.push_str(class_name(class));
                    html.push_str("\">");
                    push_escaped(&mut html, piece.text);
                    html.push_str("</span>");
                }
                None => push_escaped(&mut html, piece.text),
            }
        }
        html += &format!(
            "</code></pre><button class=\"button small copy\" type=\"button\">{copy}</button></div>\n"
        );
        Ok(html)
    }
}

pub(super) fn inline(code: &str) -> String {
    let mut html = "<code lang=\"en\">".to_owned();
    push_escaped(&mut html, code);
    html.push_str("</code>");
    html
}

fn push_escaped(html: &mut String, text: &str) {
    escape_html(html, text).expect("writing to a String cannot fail");
}

/// The classes that the style sheet knows.
const fn class_name(class: CodeClass) -> &'static str {
    match class {
        CodeClass::Keyword => "k",
        CodeClass::String => "s",
        CodeClass::Number => "n",
        CodeClass::Comment => "c",
    }
}
