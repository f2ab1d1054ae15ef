-- One set of SQL for SQLite and PostgreSQL. Times are milliseconds since 1970.

-- A guest has no account; accounts, classes and instructors will point here.
CREATE TABLE learners (
    id TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);

CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    learner_id TEXT NOT NULL REFERENCES learners (id),
    exercise TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    seed TEXT NOT NULL,
    fields TEXT NOT NULL,
    prediction TEXT,
    state TEXT NOT NULL,
    -- Where it ran, as JSON; NULL until it started.
    broker TEXT,
    -- How often it was begun: more than once when the server or the broker died under it.
    executions BIGINT NOT NULL DEFAULT 0,
    last_seq BIGINT NOT NULL DEFAULT 0,
    created_ms BIGINT NOT NULL,
    finished_ms BIGINT
);

CREATE INDEX runs_by_learner ON runs (learner_id, exercise, created_ms);
CREATE INDEX runs_by_state ON runs (state, created_ms);

CREATE TABLE run_events (
    run_id TEXT NOT NULL REFERENCES runs (id),
    seq BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (run_id, seq)
);

-- Append-only: what broker and clients prove about a run.
CREATE TABLE evidence (
    run_id TEXT PRIMARY KEY REFERENCES runs (id),
    sha256 TEXT NOT NULL,
    body TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);

CREATE TABLE verdicts (
    run_id TEXT PRIMARY KEY REFERENCES runs (id),
    spec_version BIGINT NOT NULL,
    result TEXT NOT NULL,
    points BIGINT NOT NULL,
    max_points BIGINT NOT NULL,
    body TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);
