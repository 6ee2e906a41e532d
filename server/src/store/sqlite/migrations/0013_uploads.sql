-- Photos beyond their bytes: when an unfinished upload was last added to, how much room an organisation's photos take, what each device sends a
-- day, and the small picture of each photo.

-- When the last piece came; an unfinished upload that nobody adds to is dropped after a while.
ALTER TABLE blob ADD COLUMN touched_at INTEGER NOT NULL DEFAULT 0;
-- owed: still to be made; made: in `thumbnail`; none: the bytes cannot be drawn.
ALTER TABLE blob ADD COLUMN thumbnail TEXT NOT NULL DEFAULT 'owed' CHECK (thumbnail IN ('owed', 'made', 'none'));
UPDATE blob SET touched_at = unixepoch() * 1000;
CREATE INDEX blob_unfinished ON blob (touched_at) WHERE complete_at IS NULL;
CREATE INDEX blob_thumbnail_owed ON blob (complete_at) WHERE complete_at IS NOT NULL AND thumbnail = 'owed';

-- The small picture of a photo, a JPEG.
CREATE TABLE thumbnail (
    organisation BLOB NOT NULL,
    sha256       BLOB NOT NULL,
    bytes        BLOB NOT NULL,
    UNIQUE (organisation, sha256),
    FOREIGN KEY (organisation, sha256) REFERENCES blob (organisation, sha256) ON DELETE CASCADE
) STRICT;

-- How many bytes of photos an organisation has here, unfinished ones included. Kept by the triggers alone.
CREATE TABLE blob_space (
    organisation BLOB    PRIMARY KEY REFERENCES organisation (id),
    bytes        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO blob_space (organisation, bytes) SELECT organisation, SUM(received) FROM blob GROUP BY organisation;

CREATE TRIGGER blob_begun AFTER INSERT ON blob BEGIN
    INSERT INTO blob_space (organisation, bytes) VALUES (new.organisation, new.received)
    ON CONFLICT (organisation) DO UPDATE SET bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER blob_grown AFTER UPDATE OF received ON blob BEGIN
    UPDATE blob_space SET bytes = bytes + new.received - old.received WHERE organisation = new.organisation;
END;
CREATE TRIGGER blob_dropped AFTER DELETE ON blob BEGIN
    UPDATE blob_space SET bytes = bytes - old.received WHERE organisation = old.organisation;
END;

-- What a device has sent in a day (days since 1970, UTC), also of uploads that came to nothing. Old days are dropped.
CREATE TABLE blob_day (
    day          INTEGER NOT NULL,
    organisation BLOB    NOT NULL,
    device       BLOB    NOT NULL,
    bytes        INTEGER NOT NULL,
    blobs        INTEGER NOT NULL,           -- uploads begun
    PRIMARY KEY (day, organisation, device)
) STRICT, WITHOUT ROWID;
