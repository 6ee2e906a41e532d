-- Work that the server refused for good: kept as a saved copy, and what of it could not be entered again is shown.

-- The change that the server refused for good and that nobody has dealt with yet.
ALTER TABLE document ADD COLUMN refused_hash BLOB;
CREATE INDEX document_refused ON document (id) WHERE refused_hash IS NOT NULL;

-- The saved copy of a refused branch: the refused change and everything of this device that was built on it. Never deleted.
CREATE TABLE refused_change (
    id       INTEGER PRIMARY KEY,
    document BLOB NOT NULL REFERENCES document (id),
    hash     BLOB NOT NULL CHECK (length(hash) = 32),
    raw      BLOB NOT NULL,     -- uncompressed change chunk
    became   BLOB,              -- hash of the change that its action became when it was carried out again; NULL if it was not
    code     TEXT NOT NULL,     -- why the server refused the branch
    detail   TEXT NOT NULL,
    at       INTEGER NOT NULL,  -- ms, this device's clock
    UNIQUE (document, hash)
) STRICT;
CREATE INDEX refused_change_became ON refused_change (document, became) WHERE became IS NOT NULL;

-- What was entered here and does not stand: for a person to read, and to enter or have signed anew.
CREATE TABLE not_accepted (
    id       INTEGER PRIMARY KEY,
    document BLOB NOT NULL REFERENCES document (id),
    hash     BLOB NOT NULL CHECK (length(hash) = 32),  -- of the change, in refused_change
    command  TEXT NOT NULL,     -- name of the action, as the change says
    code     TEXT NOT NULL,     -- stable word for why
    detail   TEXT NOT NULL,
    written  TEXT NOT NULL,     -- JSON: every value with what was there before
    seal     INTEGER NOT NULL,  -- 1: a signature, to be asked for anew
    entered  INTEGER NOT NULL,  -- ms: when it was entered, as the change says, to the second
    seen     INTEGER NOT NULL DEFAULT 0,
    UNIQUE (document, hash)
) STRICT;
