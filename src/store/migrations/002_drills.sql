-- Each try at a drill. Unlike sessions these are nowhere else.

CREATE TABLE drills (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    started TEXT NOT NULL,
    passed  INTEGER NOT NULL,
    value   REAL NOT NULL,
    unit    TEXT NOT NULL,
    target  REAL NOT NULL
) STRICT;

CREATE INDEX drills_by_name ON drills (name, started);
