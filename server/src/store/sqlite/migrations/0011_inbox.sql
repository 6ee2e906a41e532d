-- Received apart from believed: what a device sent is durable here before it is judged, and leaves in the transaction of its effect.
-- Identifiers are 16-byte blobs (UUID), hashes 32-byte blobs (SHA-256), instants milliseconds since 1970 UTC.

-- Lists of changes that were receipted and wait to be judged. One row is what one request brought new for one document.
CREATE TABLE inbox (
    -- In the order of arrival; never given out twice.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Whose work.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The document it is for. There may be none yet: then the list opens it.
    document BLOB NOT NULL CHECK (length(document) = 16),
    -- Who acted.
    person BLOB NOT NULL,
    -- On which device.
    device BLOB NOT NULL REFERENCES device (id),
    -- When the server took it.
    received_at INTEGER NOT NULL,
    -- 1 when the first change builds on nothing: the list is to open a document.
    born INTEGER NOT NULL CHECK (born IN (0, 1)),
    -- Bytes of the raw changes together.
    bytes INTEGER NOT NULL,
    -- Hashes of the changes in their order, one after the other.
    hashes BLOB NOT NULL,
    -- The actors that wrote them, one after the other, each once.
    actors BLOB NOT NULL,
    -- The changes as a packed list.
    packed BLOB NOT NULL
) STRICT;
CREATE INDEX inbox_by_document ON inbox (document, id);
CREATE INDEX inbox_by_device ON inbox (device, born);

-- Which places in the log a device's list came to, until the device has read past them: what it knows that it brought need not be named
-- to it again.
CREATE TABLE brought (
    -- Who brought it.
    device BLOB NOT NULL REFERENCES device (id),
    -- First and last place in the log of its organisation.
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    -- The list's number in the inbox.
    list INTEGER NOT NULL,
    PRIMARY KEY (device, first)
) STRICT, WITHOUT ROWID;

-- What became of received work, for the device that brought it, until that device says that it has stored it. Work that simply entered
-- its document has no row.
CREATE TABLE later_verdict (
    -- Rising; never given out twice.
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Who is to hear it.
    device BLOB NOT NULL REFERENCES device (id),
    -- The document.
    document BLOB NOT NULL CHECK (length(document) = 16),
    -- Where the part that was taken went.
    placed TEXT NOT NULL CHECK (placed IN ('document', 'after_reassignment', 'quarantine', 'nowhere')),
    -- The change that was not taken, its code and detail, and 1 if offering it again can help; all NULL if everything was taken.
    hash BLOB CHECK (length(hash) = 32),
    code TEXT,
    detail TEXT,
    retry INTEGER CHECK (retry IN (0, 1)),
    CHECK ((hash IS NULL) = (code IS NULL) AND (hash IS NULL) = (detail IS NULL) AND (hash IS NULL) = (retry IS NULL))
) STRICT;
CREATE INDEX later_verdict_by_device ON later_verdict (device, number);

-- Changes that were receipted and refused when they were judged, with those that came after them: kept until they are taken after all.
CREATE TABLE refused_change (
    -- In the order in which they were refused.
    id INTEGER PRIMARY KEY,
    -- Whose work.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The document it was for. There may be none.
    document BLOB NOT NULL CHECK (length(document) = 16),
    -- Who acted.
    person BLOB NOT NULL,
    -- On which device.
    device BLOB NOT NULL REFERENCES device (id),
    -- Names the change.
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    -- When the server took it.
    received_at INTEGER NOT NULL,
    -- When it was judged last.
    refused_at INTEGER NOT NULL,
    -- The later verdict that tells the device so.
    verdict INTEGER NOT NULL,
    -- The stable word for why, why for a person, and 1 if offering it again can help.
    code TEXT NOT NULL,
    detail TEXT NOT NULL,
    retry INTEGER NOT NULL CHECK (retry IN (0, 1)),
    -- The uncompressed change chunk, byte for byte.
    raw BLOB NOT NULL,
    UNIQUE (device, document, hash)
) STRICT;
CREATE INDEX refused_change_by_document ON refused_change (document, hash);
CREATE INDEX refused_change_by_organisation ON refused_change (organisation, id);
