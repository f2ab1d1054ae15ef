//! The sketch beside the home page's prediction: twelve orders in the buffer of a program that dies,
//! and three partitions. Text made by a pure function.

use std::fmt::Write;

use crate::i18n::words::HomeWords;

const ORDERS: u32 = 12;
const PARTITIONS: u32 = 3;
/// Of an order, in units of the drawing.
const CELL: u32 = 22;
const STEP: u32 = 26;
const LEFT: u32 = 66;
const WIDTH: u32 = 420;
/// Where the program dies, behind the last order.
const DEATH: u32 = LEFT + ORDERS * STEP + 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The prediction is open.
    Before,
    Lost,
    Flushed,
}

pub fn svg(shown: Shown, words: &HomeWords) -> String {
    let [before, lost, flushed] = words.drawn;
    let title = match shown {
        Shown::Before => before,
        Shown::Lost => lost,
        Shown::Flushed => flushed,
    };
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} 244\" role=\"img\" aria-label=\"{title}\">\
         <text x=\"{LEFT}\" y=\"14\" class=\"strong\">{}</text>\
         <text x=\"0\" y=\"45\">{}</text>",
        words.your_program, words.buffer
    );
    let (width, height) = (ORDERS * STEP + 8, 40);
    write(
        &mut svg,
        format_args!(
            "<rect class=\"line\" stroke-dasharray=\"4 3\" x=\"{LEFT}\" y=\"22\" width=\"{width}\" height=\"{height}\"/>"
        ),
    );
    for order in 0..ORDERS {
        match shown {
            // They left the buffer before the death.
            Shown::Flushed => {}
            Shown::Before | Shown::Lost => {
                cell(&mut svg, LEFT + 6 + order * STEP, 26, order, shown)
            }
        }
    }
    write(
        &mut svg,
        format_args!("<text x=\"{LEFT}\" y=\"92\" class=\"strong\">{}</text>", words.log),
    );
    for partition in 0..PARTITIONS {
        let y = 102 + partition * 48;
        let width = WIDTH - LEFT;
        write(
            &mut svg,
            format_args!(
                "<text x=\"0\" y=\"{}\">P{partition}</text><rect class=\"ground\" x=\"{LEFT}\" y=\"{y}\" width=\"{width}\" height=\"40\"/>",
                y + 24
            ),
        );
        match shown {
            Shown::Before => write(
                &mut svg,
                format_args!(
                    "<text x=\"{}\" y=\"{}\" class=\"strong mid\">?</text>",
                    LEFT + 24,
                    y + 25
                ),
            ),
            Shown::Lost => write(
                &mut svg,
                format_args!("<text x=\"{}\" y=\"{}\" class=\"dim\">0</text>", LEFT + 12, y + 25),
            ),
            Shown::Flushed => {
                let stored = (0..ORDERS).filter(|order| order % PARTITIONS == partition);
                for (place, order) in (0..).zip(stored) {
                    cell(&mut svg, LEFT + 6 + place * STEP, y + 4, order, shown);
                }
            }
        }
    }
    write(
        &mut svg,
        format_args!(
            "<path class=\"fault\" d=\"M{DEATH} 18V244\"/><text x=\"{}\" y=\"14\" class=\"fault-text end\">{}</text>",
            DEATH + 4,
            words.dies
        ),
    );
    svg + "</svg>"
}

fn cell(svg: &mut String, x: u32, y: u32, order: u32, shown: Shown) {
    let class = if shown == Shown::Lost { "cell lost" } else { "cell" };
    write(
        svg,
        format_args!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{CELL}\" height=\"32\"/><text x=\"{}\" y=\"{}\" class=\"mid\">{}</text>",
            x + CELL / 2,
            y + 20,
            order + 1
        ),
    );
    if shown == Shown::Lost {
        write(svg, format_args!("<path class=\"fault\" d=\"M{x} {y}l{CELL} 32\"/>"));
    }
}

fn write(svg: &mut String, text: std::fmt::Arguments<'_>) {
    svg.write_fmt(text).expect("writing to a String cannot fail");
}

#[cfg(test)]
mod tests {
    use api::text::Lang;

    use super::*;
    use crate::i18n::FirstWords;

    #[test]
    fn an_order_is_in_one_place_only() {
        let words = &FirstWords::of(Lang::Es).home;
        let of = |shown| svg(shown, words);
        let cells = |svg: &str| svg.matches("class=\"cell").count();
        assert_eq!(cells(&of(Shown::Before)), 12);
        assert_eq!(cells(&of(Shown::Lost)), 12);
        assert_eq!(of(Shown::Lost).matches("cell lost").count(), 12);
        assert_eq!(cells(&of(Shown::Flushed)), 12);
        assert!(!of(Shown::Flushed).contains("lost"));
        assert_eq!(of(Shown::Before).matches('?').count(), 3);
    }
}
