-- A guest's last visit, noted once a day. Of those before this column, runs are all that tells.
ALTER TABLE learners ADD COLUMN seen_ms BIGINT NOT NULL DEFAULT 0;
UPDATE learners SET seen_ms = COALESCE(
    (SELECT MAX(runs.created_ms) FROM runs WHERE runs.learner_id = learners.id),
    created_ms
);
CREATE INDEX learners_by_visit ON learners (seen_ms);

-- When the events and the evidence of a run were removed; NULL while they are there.
ALTER TABLE runs ADD COLUMN cleared_ms BIGINT;
CREATE INDEX runs_to_clear ON runs (finished_ms) WHERE cleared_ms IS NULL;
CREATE INDEX runs_begun_again ON runs (id) WHERE executions > 1;
