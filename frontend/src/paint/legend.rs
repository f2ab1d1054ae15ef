//! Each sign of the drawings beside its name, in a square of 18.

use super::{Canvas, rare};
use crate::{lanes::Rare, legend::Sign};

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
        Sign::Rebalance => {
            canvas.path("hatch-line", format_args!("M2 14l10 -10M7 16l10 -10M1 8l6 -6"));
        }
    }
    canvas.into_text()
}

fn centred(canvas: &mut Canvas, y: f64, what: Rare) {
    canvas.open("", 9.0, y);
    rare::sign(canvas, what);
    canvas.close();
}
