//! The home page.

use crate::i18n::words::HomeWords;

pub(super) const HOME: HomeWords = HomeWords {
    booklet: "Booklet of the session",
    booklet_summary: "All lessons, one after the other, to be printed.",
    try_it: "try it in ten seconds",
    question: "Your program sends 12 orders to Kafka and dies right after. How many did Kafka keep?",
    save: "Save and see what happens",
    before_saving: "It is saved before anything is shown.",
    answer: "None.",
    why: "<code>send()</code> put them into the buffer of your own program, and the buffer died with it before anything went out.",
    seen: "You saw it coming.",
    your_program: "your program",
    dies: "the program dies",
    buffer: "buffer",
    log: "Kafka, topic pedidos",
    without_flush: "without flush()",
    with_flush: "with flush() first",
    variant: "Variant",
    flushed: "With <code>flush()</code> the program waits until the broker has everything. It dies all the same, and all 12 are in the log.",
    drawn: [
        "Twelve orders in the buffer of your program, which dies. Nothing is known of Kafka's three partitions.",
        "The twelve orders are lost with the buffer: the three partitions are empty.",
        "The twelve orders are in the three partitions, four in each, before the program dies.",
    ],
    sketch: "This is a sketch. In exercise 1 you run it yourself, on a broker.",
    log_heading: "Your session is a log",
    log_tally: |read, confirmed, end| {
        format!(
            "<b class=\"pos-word\">position {read}</b>, what you read · <b>committed {confirmed}</b>, what you proved with a run · <b>end {end}</b>"
        )
    },
    all_done: "You have committed every topic.",
    confirmed: "committed",
    read: "read",
    here: "you are here",
    exercises: "Exercises",
    objectives: "Objectives",
    proofs: |done, all| format!("{done} of {all} proofs"),
    met: "met",
    resources: "Further reading",
};
