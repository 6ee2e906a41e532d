-- Reference data: what only the desk changes. All of it can be fetched again.

-- How far each set has come.
CREATE TABLE reference_set (
    name      TEXT PRIMARY KEY,
    version   INTEGER NOT NULL DEFAULT 0,  -- every row up to this version is here
    announced INTEGER NOT NULL DEFAULT 0,  -- newest version the server has named
    renewing  INTEGER NOT NULL DEFAULT 0,  -- 1: fetched from the start; rows with `old = 1` go when that is through
    revision  INTEGER NOT NULL DEFAULT 0   -- counts the pages taken, so that what is read from the set into memory is read again
) STRICT, WITHOUT ROWID;

CREATE TABLE reference_row (
    set_name TEXT NOT NULL,
    key      TEXT NOT NULL,
    version  INTEGER NOT NULL,
    old      INTEGER NOT NULL DEFAULT 0,  -- 1: from before the set was fetched from the start, and not named again since
    body     TEXT NOT NULL,               -- JSON, as the server sent it
    PRIMARY KEY (set_name, key)
) STRICT;

-- What is searched of each part of the catalogue, beside the rows, so that reading all of it touches nothing else.
CREATE TABLE part_search (
    number TEXT PRIMARY KEY,
    text   TEXT NOT NULL  -- number, initials and names as they are compared
) STRICT, WITHOUT ROWID;
