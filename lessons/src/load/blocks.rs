//! Puts the pieces of two pages that agree together into blocks. A block begins at each `##` and at
//! an exercise, which is one of its own; all else belongs to the block that it follows.

use api::text::Text;

use crate::{
    ask::Ask,
    lesson::{Block, Heading, Note, Part},
    markdown::{Piece, PieceKind, Prose},
};

/// `asks` has those of the pieces.
pub(super) fn blocks(es: &[Piece], en: &[Piece], asks: &[Ask]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for (es, en) in es.iter().zip(en) {
        let begins = match (&es.kind, blocks.last()) {
            (_, None) | (PieceKind::Exercise(_), _) => true,
            (PieceKind::Prose(prose), _) if prose.heading.is_some() => true,
            (_, Some(last)) => matches!(last.parts[..], [Part::Exercise { .. }]),
        };
        if begins {
            blocks.push(Block::default());
        }
        let block = blocks.last_mut().expect("the first piece begins a block");
        match (&es.kind, &en.kind) {
            (PieceKind::Prose(es), PieceKind::Prose(en)) => add_prose(block, es, en),
            (PieceKind::Exercise(id), _) => block.parts.push(Part::Exercise { id: id.clone() }),
            (PieceKind::Miniature(id), _) => block.parts.push(Part::Miniature { id: id.clone() }),
            (PieceKind::Figure(figure), _) => block.parts.push(Part::Figure(*figure)),
            (PieceKind::Ask(id), _) => {
                block.parts.extend(asks.iter().find(|ask| ask.id == *id).cloned().map(Part::Ask));
            }
            // The pages agree.
            (PieceKind::Prose(_), _) => {}
        }
    }
    blocks
}

fn add_prose(block: &mut Block, es: &Prose, en: &Prose) {
    if let (Some(es), Some(en)) = (&es.heading, &en.heading) {
        block.heading = Some(Heading {
            anchor: Text::new(&es.anchor, &en.anchor),
            title: Text::new(&es.title, &en.title),
        });
    }
    let notes = es.notes.iter().zip(&en.notes);
    block.notes.extend(
        notes.map(|(es, en)| Note { number: es.number, html: Text::new(&es.html, &en.html) }),
    );
    block.parts.push(Part::Prose { html: Text::new(&es.html, &en.html) });
}
