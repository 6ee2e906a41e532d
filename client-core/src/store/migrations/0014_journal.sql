-- The journal without the index over action and change: it was only ever read document by document, and every page of an index that an
-- action touches is written to the log.
CREATE TABLE command_of_document (
    place    INTEGER PRIMARY KEY,
    id       BLOB NOT NULL CHECK (length(id) = 16),   -- the action
    document BLOB NOT NULL REFERENCES document (id),
    change   BLOB NOT NULL CHECK (length(change) = 32),
    intent   TEXT NOT NULL,                           -- JSON
    at       INTEGER NOT NULL                         -- ms, this device's clock
) STRICT;
INSERT INTO command_of_document (place, id, document, change, intent, at)
SELECT place, id, document, change, intent, at FROM command ORDER BY place;
DROP TABLE command;
ALTER TABLE command_of_document RENAME TO command;
CREATE INDEX command_document ON command (document);
