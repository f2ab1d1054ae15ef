//! Tables: class `ledger`, in a box that scrolls, with headers for rows and columns. Where the box
//! does scroll, the page makes it a place for the keyboard and gives it the name in `data-scrolls`. The parser's own writer is not used because it aligns with inline styles.

use api::text::Lang;
use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

/// The writer's position in a table.
#[derive(Default)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    in_head: bool,
    column: usize,
}

impl Table {
    /// The HTML of an event of a table; `None` for any other event.
    pub(super) fn html(&mut self, event: &Event<'_>, lang: Lang) -> Option<String> {
        let html = match event {
            Event::Start(Tag::Table(alignments)) => {
                self.alignments.clone_from(alignments);
                let label = match lang {
                    Lang::Es => "Tabla; se desplaza en horizontal",
                    Lang::En => "Table; scrolls sideways",
                };
                format!("<div class=\"scroll\" data-scrolls=\"{label}\"><table class=\"ledger\">\n")
            }
            Event::End(TagEnd::Table) => "</tbody></table></div>\n".to_owned(),
            Event::Start(Tag::TableHead) => {
                (self.in_head, self.column) = (true, 0);
                "<thead><tr>".to_owned()
            }
            Event::End(TagEnd::TableHead) => {
                self.in_head = false;
                "</tr></thead>\n<tbody>\n".to_owned()
            }
            Event::Start(Tag::TableRow) => {
                self.column = 0;
                "<tr>".to_owned()
            }
            Event::End(TagEnd::TableRow) => "</tr>\n".to_owned(),
            Event::Start(Tag::TableCell) => format!("<{}{}>", self.element(), self.attributes()),
            Event::End(TagEnd::TableCell) => {
                let html = format!("</{}>", self.element());
                self.column += 1;
                html
            }
            _ => return None,
        };
        Some(html)
    }

    /// The first cell of a row is its header.
    const fn element(&self) -> &'static str {
        if self.in_head || self.column == 0 { "th" } else { "td" }
    }

    fn attributes(&self) -> String {
        let scope = match (self.in_head, self.column) {
            (true, _) => " scope=\"col\"",
            (false, 0) => " scope=\"row\"",
            (false, _) => "",
        };
        let class = match self.alignments.get(self.column) {
            Some(Alignment::Right) => " class=\"num\"",
            Some(Alignment::None | Alignment::Left | Alignment::Center) | None => "",
        };
        format!("{scope}{class}")
    }
}
