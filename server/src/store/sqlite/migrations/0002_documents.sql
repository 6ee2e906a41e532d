-- Documents and their change log, who has which document, the call-out register, and the board read from them.
-- Identifiers are 16-byte blobs (UUID), hashes 32-byte blobs (SHA-256), instants milliseconds since 1970 UTC.

-- One unbroken history of this database. Whoever restores the database from a copy writes a new epoch: cursors of the old one
-- then count as unknown, devices start over, and what the copy lacks is pushed again.
CREATE TABLE epoch (
    -- Always 1: there is one row.
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- The epoch's identifier, part of every cursor.
    epoch BLOB NOT NULL CHECK (length(epoch) = 16)
) STRICT;
INSERT INTO epoch (id, epoch) VALUES (1, randomblob(16));

-- The last sequence number given out in an organisation. Changes, scope steps and board rows draw from the same one.
CREATE TABLE log_position (
    -- Whose log.
    organisation BLOB PRIMARY KEY REFERENCES organisation (id),
    -- The highest number given out.
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The call-out register (R-001).
CREATE TABLE call_out (
    -- Its identifier.
    id BLOB PRIMARY KEY,
    -- Whose register.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- As people say it on the phone: C, date, serial.
    number TEXT NOT NULL,
    -- UTC day of the entry, yyMMdd.
    day TEXT NOT NULL,
    -- Running number of the day, from 1.
    serial INTEGER NOT NULL,
    -- When it was entered: the register is ordered by it (R-002).
    received_at INTEGER NOT NULL,
    -- The desk user who entered it.
    registered_by BLOB NOT NULL,
    -- The entry as JSON: call-out, customer and asset as a visit takes them over.
    entry TEXT NOT NULL,
    -- registered: nobody is sent; dispatched: a visit is open; cleared: the customer has signed (R-007).
    status TEXT NOT NULL CHECK (status IN ('registered', 'dispatched', 'cleared')),
    UNIQUE (organisation, number),
    UNIQUE (organisation, day, serial)
) STRICT, WITHOUT ROWID;

-- One row per document: a cache of the change log, rebuilt from it when it does not load.
CREATE TABLE document (
    -- Its identifier.
    id BLOB PRIMARY KEY,
    -- Whose document.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- What it is.
    kind TEXT NOT NULL CHECK (kind = 'visit'),
    -- The call-out it serves.
    call_out BLOB NOT NULL REFERENCES call_out (id),
    -- Hashes of the newest version, ascending, one after the other.
    heads BLOB NOT NULL,
    -- The saved document at those heads.
    snapshot BLOB NOT NULL,
    -- How many changes the log holds of it.
    changes INTEGER NOT NULL,
    -- Bytes of those changes together: what sending the whole document costs.
    raw_bytes INTEGER NOT NULL,
    -- Sequence number of its newest change.
    last_seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX document_by_call_out ON document (call_out);

-- The change log: the truth. Rows are only ever added.
CREATE TABLE change (
    -- Whose log.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- Place in the log of the organisation.
    seq INTEGER NOT NULL,
    -- The document it belongs to.
    document BLOB NOT NULL REFERENCES document (id),
    -- Names the change.
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    -- The Automerge actor that wrote it.
    actor BLOB NOT NULL CHECK (length(actor) = 16),
    -- The actor's running number, from 1.
    actor_seq INTEGER NOT NULL,
    -- Who acted.
    person BLOB NOT NULL,
    -- On which device; NULL when the desk acted.
    device BLOB,
    -- When the server took it.
    received_at INTEGER NOT NULL,
    -- 1 when the visit had been given to somebody else by then (O-09).
    late INTEGER NOT NULL CHECK (late IN (0, 1)),
    -- The uncompressed change chunk, byte for byte.
    raw BLOB NOT NULL,
    PRIMARY KEY (organisation, seq),
    UNIQUE (document, hash),
    UNIQUE (document, actor, actor_seq)
) STRICT;
CREATE INDEX change_by_document ON change (document, seq);

-- Which device an actor of a document belongs to, from its first change on. Nobody else may write under it.
CREATE TABLE actor (
    -- In which document.
    document BLOB NOT NULL REFERENCES document (id),
    -- The actor.
    actor BLOB NOT NULL CHECK (length(actor) = 16),
    -- Its device; NULL for the desk.
    device BLOB,
    PRIMARY KEY (document, actor)
) STRICT, WITHOUT ROWID;

-- Who has which document: every entering and leaving, in log order.
CREATE TABLE scope (
    -- Whose log.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- Place in the log of the organisation.
    seq INTEGER NOT NULL,
    -- Whose devices.
    person BLOB NOT NULL,
    -- Which document.
    document BLOB NOT NULL REFERENCES document (id),
    -- enter or leave.
    kind TEXT NOT NULL CHECK (kind IN ('enter', 'leave')),
    -- Why it left, for a person; empty for enter.
    reason TEXT NOT NULL,
    -- Name of the person who has it now, if anybody.
    successor TEXT,
    -- Until when changes made before leaving still go into the document; after it they go to quarantine. NULL for enter.
    grace_until INTEGER,
    -- 1 for the newest step of this person and document, else 0.
    latest INTEGER NOT NULL CHECK (latest IN (0, 1)),
    PRIMARY KEY (organisation, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX scope_latest ON scope (person, document) WHERE latest = 1;

-- Changes of devices that lost the document too long ago: kept for the desk, not in the document.
CREATE TABLE quarantine (
    -- In the order of arrival.
    id INTEGER PRIMARY KEY,
    -- Whose document.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- Which document.
    document BLOB NOT NULL REFERENCES document (id),
    -- Names the change.
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    -- Who acted.
    person BLOB NOT NULL,
    -- On which device.
    device BLOB NOT NULL,
    -- When the server took it.
    received_at INTEGER NOT NULL,
    -- The uncompressed change chunk, byte for byte.
    raw BLOB NOT NULL,
    UNIQUE (document, hash)
) STRICT;

-- Photos that accepted documents name. A device may upload or see a blob if a document names it that is or was in the scope of
-- its person.
CREATE TABLE blob_reference (
    -- Whose document.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The file's hash.
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    -- The document that names it.
    document BLOB NOT NULL REFERENCES document (id),
    -- Announced size of the file in bytes.
    size_bytes INTEGER NOT NULL CHECK (size_bytes > 0),
    -- image/jpeg, image/png or image/webp.
    media_type TEXT NOT NULL,
    PRIMARY KEY (organisation, sha256, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_reference_by_document ON blob_reference (organisation, document);

-- The board: one row per visit, read from its document; may be thrown away and rebuilt.
CREATE TABLE board_visit (
    -- Whose board.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The visit.
    document BLOB NOT NULL REFERENCES document (id),
    -- When the row last changed, in the log of the organisation.
    seq INTEGER NOT NULL,
    -- The call-out it serves.
    call_out BLOB NOT NULL,
    -- open: to be done or signed; cancelled: called off; signed: the customer has signed.
    state TEXT NOT NULL CHECK (state IN ('open', 'cancelled', 'signed')),
    -- When the server took the newest change.
    received_at INTEGER NOT NULL,
    -- The row as the board shows it, as JSON.
    row TEXT NOT NULL,
    PRIMARY KEY (organisation, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX board_visit_by_seq ON board_visit (organisation, seq);
CREATE INDEX board_visit_by_call_out ON board_visit (call_out);

-- When a device last changed on the board (contact, enrolment, revocation), in the log of the organisation.
CREATE TABLE board_device (
    -- Whose board.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The device.
    device BLOB NOT NULL REFERENCES device (id),
    -- When it changed.
    seq INTEGER NOT NULL,
    PRIMARY KEY (organisation, device)
) STRICT, WITHOUT ROWID;
CREATE INDEX board_device_by_seq ON board_device (organisation, seq);
