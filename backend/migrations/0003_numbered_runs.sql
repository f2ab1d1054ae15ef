-- Runs have numbers, in the order in which they were accepted: the clock on the wall is set back at
-- times, and their ids begin with it. Whoever takes a number holds this row until its transaction
-- ends, so acceptances come one after the other on PostgreSQL, too, and what one of them counted
-- stays true.
CREATE TABLE run_numbers (last BIGINT NOT NULL);

ALTER TABLE runs ADD COLUMN number BIGINT NOT NULL DEFAULT 0;

UPDATE runs SET number = ranked.number
FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY created_ms, id) AS number FROM runs) AS ranked
WHERE ranked.id = runs.id;

INSERT INTO run_numbers (last) SELECT COUNT(*) FROM runs;

CREATE UNIQUE INDEX runs_by_number ON runs (number);

DROP INDEX runs_by_learner;
CREATE INDEX runs_by_learner ON runs (learner_id, exercise, number);
DROP INDEX runs_by_state;
CREATE INDEX runs_by_state ON runs (state, number);

-- 1 when the run has used up its attempt; 0 when it ended inconclusive, so that the attempt may come
-- again. Attempts were counted once, and one may have been spent twice: the first run keeps it.
ALTER TABLE runs ADD COLUMN spent BIGINT NOT NULL DEFAULT 1;

UPDATE runs SET spent = 0 WHERE id IN (SELECT run_id FROM verdicts WHERE result = 'inconclusive');

UPDATE runs SET spent = 0 WHERE number IN (
    SELECT number FROM (
        SELECT number, ROW_NUMBER() OVER (
            PARTITION BY learner_id, exercise, attempt ORDER BY number
        ) AS nth
        FROM runs WHERE spent = 1
    ) AS of_one_attempt
    WHERE nth > 1
);

CREATE UNIQUE INDEX runs_spend_an_attempt_once ON runs (learner_id, exercise, attempt)
WHERE spent = 1;

-- A mark of the network from which an unfinished run was asked for (`limits/network.rs`); NULL as soon
-- as the run is over.
ALTER TABLE runs ADD COLUMN network TEXT;
