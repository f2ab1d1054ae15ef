//! Numbers that are too small, too large, or in the wrong order.

use super::*;

#[test]
fn numbers_that_do_not_fit() {
    each(&[
        (
            "upto = \"$early\"",
            "upto = 13, after = \"$early\"",
            "write",
            "`upto` is 13, and can be 6 to 12",
        ),
        (
            "upto = \"$early\"",
            "spoil = 7, upto = \"$early\"",
            "write",
            "`spoil` is 7, and can be 0 to 6",
        ),
        ("to = 4", "to = 3", "to = 3", "`to` is 3, and can be 4 to"),
        ("before = 2", "before = 0", "before", "`before` is 0, and can be 1 to 12"),
        ("member = 1", "member = 2", "member", "`member` is 2, and can be 1 to 1"),
        ("over = \"$crash\"", "over = 20", "over = 20", "`over` is 20, and can be 1 to 12"),
        ("batches = [0, 0]", "batches = [0, 1]", "over", "`over` is 18, and can be 1 to 12"),
        (
            "{ close =",
            "{ seek = { actor = \"app\", to = 13 } },\n  { close =",
            "seek",
            "`to` is 13, and can be 0 to 12",
        ),
        (
            "{ close =",
            "{ seek = { actor = \"app\", to = \"start\" } },\n  { close =",
            "seek",
            "`to` is \"begin\", \"end\" or an offset",
        ),
        ("partitions = 3", "partitions = 0", "topics.pedidos", "no partitions"),
        (
            "topics = [\"pedidos\"]",
            "topics = [\"pedidos\", \"pedidos\"]",
            "cast.app",
            "the topic `pedidos` is there twice",
        ),
        ("max_poll_records = 10", "max_poll_records = 0", "cast.app", "no records of a poll"),
        ("handler = [{ process = {} }]", "handler = []", "cast.app", "no parts of a handler"),
        ("settle = { actors = [\"app\"] }", "settle = { actors = [] }", "settle", "no actors"),
        ("any = [{ read_all = \"app\" }]", "any = []", "until", "no things to wait for"),
        ("count = [12, 40]", "count = [40, 12]", "data", "ascending order"),
        ("clients = [4, 7]", "clients = [0, 7]", "data", "ascending order, from 1"),
        ("percent = [50, 75]", "percent = [50, 175]", "percent", "ascending order"),
        ("plus = [3, 8]", "plus = [3, 18]", "plus", "ascending order"),
        ("early = {", "orders = {", "orders = {", "draw `orders` is there twice"),
    ]);
}
