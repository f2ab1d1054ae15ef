//! Each sign of the drawings beside its name, in a square of 18.

use super::{Canvas, change, deck_row, glyph, key_class, rare, setback};
use crate::{
    group_lanes::ItemSign,
    lanes::Rare,
    legend::Sign,
    run_view::{ChangeKind, Partition, SetbackKind},
};

pub fn sign(sign: Sign) -> String {
    let mut canvas = Canvas::default();
    let cell = |canvas: &mut Canvas, class| canvas.rect(class, 3.0, 1.0, 12.0, 16.0);
    match sign {
        Sign::Confirmed => cell(&mut canvas, "cell"),
        Sign::Unconfirmed => cell(&mut canvas, "cell unasked"),
        Sign::Buffered => cell(&mut canvas, "cell waits"),
        Sign::Lost => {
            cell(&mut canvas, "cell lost");
            canvas.path("cross", format_args!("M6 6l6 6m0 -6l-6 6"));
        }
        Sign::Repeated | Sign::Again => centred(&mut canvas, 6.0, Rare::Again),
        Sign::OutOfPlace => centred(&mut canvas, 5.0, Rare::OutOfPlace),
        Sign::Skipped => centred(&mut canvas, 6.0, Rare::Skipped),
        Sign::Fault(fault) => {
            canvas.path("fault", format_args!("M9 12v6"));
            canvas.open("", 9.0, 7.0);
            rare::fault(&mut canvas, fault);
            canvas.close();
        }
        Sign::Position => {
            canvas.path("ink-line dashed", format_args!("M9 9v9"));
            canvas.path("position", format_args!("M9 10l-5 -8h10z"));
        }
        Sign::Committed => {
            canvas.path("ink-line", format_args!("M9 0v10"));
            canvas.path("commit", format_args!("M9 8l5 8h-10z"));
        }
        Sign::Risk => canvas.path("risk", format_args!("M1 7h16v4h-16z")),
        Sign::Processed => canvas.circle("done-dot", 9.0, 9.0, 3.2),
        Sign::InHand => rare::in_hand(&mut canvas, 9.0, 9.0),
        Sign::Attempt => {
            let failed = SetbackKind::Failed { attempt: 1, error: String::new() };
            set_back(&mut canvas, &failed);
        }
        Sign::PutAside => set_back(&mut canvas, &SetbackKind::Skipped),
        Sign::DeadLettered => {
            let to = Partition { topic: 0, number: 0 };
            set_back(&mut canvas, &SetbackKind::DeadLettered { to, offset: 0 });
        }
        Sign::Wrote => item(&mut canvas, 9.0, ItemSign::Wrote),
        Sign::Replaced => item(&mut canvas, 9.0, ItemSign::Replaced),
        Sign::OneMore => item(&mut canvas, 7.0, ItemSign::OneMore(2)),
        Sign::Expelled => {
            canvas.rect("bar expelled", 1.0, 7.0, 16.0, 10.0);
            canvas.path("fault-head hollow", format_args!("M4 1h10l-5 7z"));
        }
        Sign::Grown => changed(&mut canvas, &ChangeKind::Grown(1)),
        Sign::Deleted => {
            canvas.rect("cell", 1.0, 3.0, 8.0, 12.0);
            canvas.rect("deleted", 0.0, 2.0, 10.0, 14.0);
            canvas.open("", 10.0, 2.0);
            change::begin(&mut canvas, 14.0);
            canvas.close();
        }
        Sign::Compacted => changed(&mut canvas, &ChangeKind::Compacted(1)),
        Sign::Exists => changed(&mut canvas, &ChangeKind::Found(Some(1))),
        Sign::Missing => changed(&mut canvas, &ChangeKind::Found(None)),
        Sign::Rebalance => {
            canvas.path("hatch-line", format_args!("M2 14l10 -10M7 16l10 -10M1 8l6 -6"));
        }
    }
    canvas.into_text()
}

fn set_back(canvas: &mut Canvas, what: &SetbackKind) {
    canvas.open("", 9.0, 9.0);
    setback::sign(canvas, what, true);
    canvas.close();
}

fn changed(canvas: &mut Canvas, what: &ChangeKind) {
    canvas.path("call", format_args!("M9 9v9"));
    canvas.open("", 9.0, 12.0);
    change::sign(canvas, what);
    canvas.close();
}

/// With the glyph of the first key.
fn item(canvas: &mut Canvas, x: f64, sign: ItemSign) {
    canvas.open("", x, 10.0);
    canvas.open_upright(key_class(Some(0)), 0.0, 0.0);
    glyph(canvas, Some(0));
    canvas.close();
    deck_row::sign(canvas, sign);
    canvas.close();
}

fn centred(canvas: &mut Canvas, y: f64, what: Rare) {
    canvas.open("", 9.0, y);
    rare::sign(canvas, what);
    canvas.close();
}
