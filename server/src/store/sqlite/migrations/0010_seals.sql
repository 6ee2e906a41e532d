-- Sealed records by their digest, as the code on a paper names them: read from the documents, may be thrown away and rebuilt.

CREATE TABLE seal (
    -- SHA-256 of the sealed record.
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    -- The document that keeps it.
    document BLOB NOT NULL REFERENCES document (id),
    -- Whose document.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The sign-off it is.
    sign_off BLOB NOT NULL CHECK (length(sign_off) = 16),
    PRIMARY KEY (sha256, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX seal_by_document ON seal (document);

-- What documents keep is read from all of them before the server answers.
UPDATE board_shape SET version = 0;
