-- Keys that sign the cookie of a learner (`identity.rs`): the newest signs, all verify.
CREATE TABLE cookie_keys (
    key TEXT PRIMARY KEY,
    created_ms BIGINT NOT NULL
);

-- Whose cookie was ended: it is refused from then on, also a copy of it. She may never have
-- written anything, so this does not refer to `learners`.
CREATE TABLE ended_sessions (
    learner_id TEXT PRIMARY KEY,
    ended_ms BIGINT NOT NULL
);
