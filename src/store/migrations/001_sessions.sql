-- What `history`, `progress` and `sessions` look up. The sessions' folders hold the same and more: this can be
-- made again from them.

CREATE TABLE sessions (
    id       TEXT PRIMARY KEY,
    started  TEXT NOT NULL,
    question TEXT,
    company  TEXT,
    level    TEXT,
    length   TEXT,
    drill    TEXT
) STRICT;

CREATE INDEX sessions_by_time ON sessions (started);

CREATE TABLE answers (
    id                    INTEGER PRIMARY KEY,
    session               TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    number                INTEGER NOT NULL,
    role                  TEXT NOT NULL,
    asked                 TEXT NOT NULL,
    because               TEXT,
    audio                 TEXT,
    question              TEXT,
    framework             TEXT NOT NULL,
    length                TEXT NOT NULL,
    company               TEXT,
    level                 TEXT,
    words                 INTEGER NOT NULL,
    duration_ms           INTEGER NOT NULL,
    opening_ms            INTEGER,
    speech_rate_wpm       REAL,
    articulation_rate_wpm REAL,
    fillers_per_minute    REAL,
    longest_pause_ms      INTEGER,
    overall               REAL,
    rubric                TEXT NOT NULL,
    UNIQUE (session, number)
) STRICT;

CREATE INDEX answers_by_question ON answers (question);

CREATE TABLE words (
    answer     INTEGER NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    text       TEXT NOT NULL,
    start_ms   INTEGER NOT NULL,
    end_ms     INTEGER NOT NULL,
    confidence REAL,
    filler     INTEGER NOT NULL,
    PRIMARY KEY (answer, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE findings (
    answer   INTEGER NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    number   INTEGER NOT NULL,
    rule     TEXT NOT NULL,
    severity TEXT NOT NULL,
    quote    TEXT NOT NULL,
    start_ms INTEGER NOT NULL,
    end_ms   INTEGER NOT NULL,
    value    REAL,
    unit     TEXT,
    target   REAL,
    PRIMARY KEY (answer, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE scores (
    answer    INTEGER NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    number    INTEGER NOT NULL,
    dimension TEXT NOT NULL,
    score     REAL NOT NULL,
    PRIMARY KEY (answer, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE tries (
    answer INTEGER PRIMARY KEY REFERENCES answers (id) ON DELETE CASCADE,
    passed INTEGER NOT NULL,
    value  REAL NOT NULL,
    unit   TEXT NOT NULL,
    target REAL NOT NULL
) STRICT;
