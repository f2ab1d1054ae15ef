-- One row that is written to learn whether writes reach the disk (`store/database.rs`, `ping`).
CREATE TABLE probe (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    writes BIGINT NOT NULL
);
INSERT INTO probe (id, writes) VALUES (1, 0);
