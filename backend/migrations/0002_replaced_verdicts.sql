-- Verdicts that `bitacora regrade --write` replaced. They keep counting for the best score, which
-- never falls. A verdict may be replaced more than once.
CREATE TABLE replaced_verdicts (
    run_id TEXT NOT NULL REFERENCES runs (id),
    spec_version BIGINT NOT NULL,
    result TEXT NOT NULL,
    points BIGINT NOT NULL,
    max_points BIGINT NOT NULL,
    body TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    replaced_ms BIGINT NOT NULL
);

CREATE INDEX replaced_verdicts_by_run ON replaced_verdicts (run_id);
