-- Bytes of photos that documents name (blob_reference), known by the SHA-256 of their bytes. They live in the database so that a chunk and the record of
-- its arrival are one commit, and one backup holds everything.

-- What has arrived of a blob.
CREATE TABLE blob (
    organisation BLOB    NOT NULL REFERENCES organisation (id),
    sha256       BLOB    NOT NULL CHECK (length(sha256) = 32),
    size_bytes   INTEGER NOT NULL,           -- announced by the document whose device began the upload
    received     INTEGER NOT NULL DEFAULT 0, -- bytes from the start without a gap
    complete_at  INTEGER,                    -- set once the whole has been hashed and fits
    PRIMARY KEY (organisation, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE blob_chunk (
    organisation BLOB    NOT NULL,
    sha256       BLOB    NOT NULL,
    at           INTEGER NOT NULL,           -- offset of the chunk's first byte
    bytes        BLOB    NOT NULL,
    UNIQUE (organisation, sha256, at),
    FOREIGN KEY (organisation, sha256) REFERENCES blob (organisation, sha256) ON DELETE CASCADE
) STRICT;
