-- Where the server put the received work: 'after_reassignment' or 'quarantine'; NULL is the document itself.
ALTER TABLE document ADD COLUMN placed TEXT;

-- The program that tried to show the document and could not; another one tries again at its first start.
ALTER TABLE document ADD COLUMN not_shown_by TEXT;

-- Change rows that could not be joined to anything when a damaged document was made whole again. Never deleted.
CREATE TABLE set_aside (
    id       INTEGER PRIMARY KEY,
    document BLOB NOT NULL REFERENCES document (id),
    hash     BLOB NOT NULL,     -- as the row named it
    raw      BLOB NOT NULL,     -- what is left of the change chunk
    own      INTEGER NOT NULL,  -- 1: made on this device
    seen     INTEGER NOT NULL DEFAULT 0  -- 1: a person was told and went on
) STRICT;
CREATE INDEX set_aside_document ON set_aside (document);
