-- Photos that were taken elsewhere: named by visits here, shown small, fetched whole when a person wants one.

-- Why no picture is sent now although nothing is wrong with it (stable code); sending is tried again by itself.
ALTER TABLE blob ADD COLUMN held TEXT;

CREATE TABLE remote_photo (
    document   BLOB NOT NULL REFERENCES document (id),
    sha256     TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size       INTEGER NOT NULL,
    owed       INTEGER NOT NULL,  -- 1: the small picture is still to be fetched
    PRIMARY KEY (document, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX remote_photo_sha256 ON remote_photo (sha256);
CREATE INDEX remote_photo_owed ON remote_photo (size, sha256) WHERE owed = 1;

-- The small picture of a photo, as the server drew it.
CREATE TABLE thumbnail (
    sha256 TEXT PRIMARY KEY,      -- of the whole
    bytes  BLOB NOT NULL
) STRICT;

-- Photos that a person wants whole, and how far each has come.
CREATE TABLE wanted_photo (
    sha256     TEXT PRIMARY KEY,
    media_type TEXT NOT NULL,
    size       INTEGER NOT NULL,
    received   INTEGER NOT NULL DEFAULT 0,  -- bytes in `photo_piece`, from the start without a gap
    mismatches INTEGER NOT NULL DEFAULT 0   -- times that the whole did not have its hash
) STRICT;

CREATE TABLE photo_piece (
    sha256 TEXT NOT NULL REFERENCES wanted_photo (sha256) ON DELETE CASCADE,
    at     INTEGER NOT NULL,
    bytes  BLOB NOT NULL,
    PRIMARY KEY (sha256, at)
) STRICT;
