-- The stories that somebody keeps, the competencies each shows, the numbers it should not be told without, and
-- the answers in which it was told. Unlike sessions these are nowhere else.

CREATE TABLE stories (
    name    TEXT PRIMARY KEY,
    title   TEXT NOT NULL,
    started TEXT NOT NULL
) STRICT;

CREATE TABLE story_competencies (
    story      TEXT NOT NULL REFERENCES stories (name) ON DELETE CASCADE,
    competency TEXT NOT NULL,
    PRIMARY KEY (story, competency)
) STRICT, WITHOUT ROWID;

CREATE TABLE story_numbers (
    story  TEXT NOT NULL REFERENCES stories (name) ON DELETE CASCADE,
    number TEXT NOT NULL,
    PRIMARY KEY (story, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE story_attempts (
    story   TEXT NOT NULL REFERENCES stories (name) ON DELETE CASCADE,
    session TEXT NOT NULL,
    PRIMARY KEY (story, session)
) STRICT, WITHOUT ROWID;
