//! The whole text of the course, for the search in the browser.

use std::sync::Arc;

use api::{course::Passage, text::Lang};
use axum::{
    Json,
    extract::{Query, State},
};
use lessons::{
    course::Course,
    lesson::{Block, Lesson, Part},
};

use super::course::Reader;

pub async fn show_passages(
    State(course): State<Arc<Course>>,
    Query(reader): Query<Reader>,
) -> Json<Vec<Passage>> {
    let lang = reader.lang;
    let of_lesson = |lesson: &Lesson| {
        let passage = |(offset, block): (usize, &Block)| passage(lesson, offset, block, lang);
        lesson.blocks.iter().enumerate().map(passage).collect::<Vec<_>>()
    };
    Json(course.lessons.iter().flat_map(of_lesson).collect())
}

fn passage(lesson: &Lesson, offset: usize, block: &Block, lang: Lang) -> Passage {
    let mut text = String::new();
    for part in &block.parts {
        match part {
            Part::Prose { html } => text += &plain(html.get(lang)),
            Part::Ask(ask) => {
                text += &plain(ask.text.get(lang));
                for option in &ask.options {
                    text.push(' ');
                    text += &plain(option.label.get(lang));
                    text.push(' ');
                    text += &plain(option.reply.get(lang));
                }
            }
            Part::Exercise { id } | Part::Miniature { id } => {
                let exercise = lesson.exercises.iter().find(|exercise| exercise.id == *id);
                if let Some(exercise) = exercise {
                    text += exercise.title.get(lang);
                    text.push(' ');
                    text += &plain(exercise.goal.get(lang));
                }
            }
            Part::Figure(_) => {}
        }
        text.push(' ');
    }
    for note in &block.notes {
        text += &plain(note.html.get(lang));
        text.push(' ');
    }
    let heading = block.heading.as_ref();
    Passage {
        lesson: lesson.slug.clone(),
        number: lesson.number.clone(),
        title: lesson.title.get(lang).to_owned(),
        anchor: match heading {
            Some(heading) => heading.anchor.get(lang).to_owned(),
            None => format!("o{offset}"),
        },
        heading: heading.map(|heading| heading.title.get(lang).to_owned()),
        text: text.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// The words of our own HTML. What is not read in a line is left out: drawings, the definitions beside
/// terms, buttons.
fn plain(html: &str) -> String {
    const UNREAD: [(&str, &str); 3] =
        [("<svg ", "</svg>"), ("<span class=\"tip\"", "</span>"), ("<button ", "</button>")];
    /// Elements in a line of text; all others stand apart.
    const INLINE: [&str; 7] = ["a ", "a>", "b>", "em>", "code", "span", "strong"];
    let mut text = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text += &rest[..open];
        rest = &rest[open..];
        let unread = UNREAD.iter().find(|(begin, _)| rest.starts_with(begin));
        let name = rest[1..].trim_start_matches('/');
        if unread.is_none() && !INLINE.iter().any(|inline| name.starts_with(inline)) {
            text.push(' ');
        }
        let end = unread.map_or(">", |(_, end)| end);
        rest = rest.find(end).map_or("", |at| &rest[at + end.len()..]);
    }
    text += rest;
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.into_iter().fold(text, |text, (entity, letter)| text.replace(entity, letter))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn only_what_is_read_is_searched() {
        assert_eq!(
            plain(
                "<p>El <span class=\"term\"><a href=\"/x\">offset</a><span class=\"tip\">lugar</span></span>, no.</p>"
            ),
            " El offset, no. "
        );
        assert_eq!(
            plain("<h2 id=\"a\">A</h2><p>a &lt; b &amp;&amp; c</p>").trim(),
            "A  a < b && c"
        );
        assert_eq!(plain("<figure><svg x=\"1\"><title>t</title></svg>Pie</figure>").trim(), "Pie");
        assert_eq!(plain("<code lang=\"en\">send()</code>"), "send()");
    }
}
