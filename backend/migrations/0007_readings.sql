-- How many blocks of a lesson a learner has read. It never falls.
CREATE TABLE readings (
    learner_id TEXT NOT NULL REFERENCES learners (id),
    lesson TEXT NOT NULL,
    blocks BIGINT NOT NULL,
    PRIMARY KEY (learner_id, lesson)
);
