-- What the desk left out, and how far the server's newest checked backup goes.

-- Changes of this device that a person at the desk left out of their document: what is in them is not entered again by itself.
CREATE TABLE left_out (
    document BLOB NOT NULL,
    hash     BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (document, hash)
) STRICT, WITHOUT ROWID;

-- The highest place in the server's log that a checked backup of it holds; NULL: it has said of none.
ALTER TABLE contact ADD COLUMN durable_pos INTEGER;
