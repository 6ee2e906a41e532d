-- Documents of several kinds, and actions that write to several documents at once.

-- What the document is: 'visit', 'day', …; NULL until it could be read here.
ALTER TABLE document ADD COLUMN kind TEXT;
UPDATE document SET kind = 'visit' WHERE id IN (SELECT document FROM projection);

-- Whose list shows the row.
ALTER TABLE projection ADD COLUMN kind TEXT NOT NULL DEFAULT 'visit';
-- What lists call the document: number of the call-out, date of the day.
ALTER TABLE projection ADD COLUMN label TEXT NOT NULL DEFAULT '';
UPDATE projection SET label = coalesce(json_extract(card, '$.number'), '');
CREATE INDEX projection_by_kind ON projection (kind, sort_at);

-- The journal again: one action may have come to several changes. `place` keeps the order in which they were made.
CREATE TABLE command_of_several (
    place    INTEGER PRIMARY KEY,
    id       BLOB NOT NULL CHECK (length(id) = 16),   -- the action
    document BLOB NOT NULL REFERENCES document (id),
    change   BLOB NOT NULL CHECK (length(change) = 32),
    intent   TEXT NOT NULL,                           -- JSON
    at       INTEGER NOT NULL,                        -- ms, this device's clock
    UNIQUE (id, change)
) STRICT;
INSERT INTO command_of_several (id, document, change, intent, at) SELECT id, document, change, intent, at FROM command ORDER BY rowid;
DROP TABLE command;
ALTER TABLE command_of_several RENAME TO command;
CREATE INDEX command_document ON command (document);
