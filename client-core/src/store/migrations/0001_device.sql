-- Who this device is. One row after enrolment, never changed.
CREATE TABLE identity (
    one               INTEGER PRIMARY KEY CHECK (one = 1),
    device            TEXT NOT NULL,   -- UUID given by the server
    person            TEXT NOT NULL,   -- UUID of the technician
    person_name       TEXT NOT NULL,
    organisation      TEXT NOT NULL,   -- UUID
    organisation_name TEXT NOT NULL,
    audience          TEXT NOT NULL,   -- what token requests name as `aud`
    server_url        TEXT NOT NULL,   -- without a slash at the end
    public_key        TEXT NOT NULL    -- JSON; a host that hands in another key is refused
) STRICT;

-- The device key, if the host keeps none in hardware.
CREATE TABLE software_key (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    secret BLOB NOT NULL CHECK (length(secret) = 32)
) STRICT;

-- What is known of the server. One row always.
CREATE TABLE contact (
    one                INTEGER PRIMARY KEY CHECK (one = 1),
    cursor             TEXT,     -- opaque, stored only together with the page it ends
    epoch              TEXT,     -- history the cursor belongs to
    last_contact_at    INTEGER,  -- ms, this device's clock, last understood answer
    server_offset_ms   INTEGER,  -- server time minus wall time when last heard
    heard_monotonic_ms INTEGER,  -- monotonic clock then
    heard_boot         TEXT,     -- start that it counts from
    last_error         TEXT      -- stable code of the last failed contact; NULL after a good one
) STRICT;
INSERT INTO contact (one) VALUES (1);

-- One row per document on this device, and what stands in its way.
CREATE TABLE document (
    id                BLOB PRIMARY KEY CHECK (length(id) = 16),
    heads             BLOB NOT NULL DEFAULT x'',  -- hashes of 32 bytes each, ascending: what the rows in `change` come to
    snapshot          BLOB,                       -- cache: the saved document up to `snapshot_to`
    snapshot_to       INTEGER NOT NULL DEFAULT 0, -- highest change.id inside the snapshot
    fetch_owed        INTEGER NOT NULL DEFAULT 0, -- 1: ask the server for the whole history
    refused_code      TEXT,                       -- the server did not take our next change
    refused_detail    TEXT,
    refused_retry     INTEGER NOT NULL DEFAULT 0, -- 1: sent again at the next sync
    unreadable_code   TEXT,                       -- what the server sent could not be taken
    unreadable_detail TEXT,
    left_reason       TEXT,                       -- no longer this device's
    left_successor    TEXT
) STRICT;

-- The truth: every change of every document, in an order in which each follows what it depends on.
CREATE TABLE change (
    id        INTEGER PRIMARY KEY,
    document  BLOB NOT NULL REFERENCES document (id),
    hash      BLOB NOT NULL CHECK (length(hash) = 32),
    actor     BLOB NOT NULL CHECK (length(actor) = 16),
    actor_seq INTEGER NOT NULL,
    own       INTEGER NOT NULL,  -- 1: made on this device
    received  INTEGER NOT NULL,  -- 1: the server named it as durable. Own changes with 0 are the outbox
    raw       BLOB NOT NULL,     -- uncompressed change chunk
    UNIQUE (document, hash),
    UNIQUE (document, actor, actor_seq)
) STRICT;
CREATE INDEX change_outbox ON change (document, id) WHERE own = 1 AND received = 0;

-- Every action of a person, as it was meant. Read only by the export, with which work whose change is refused for good leaves
-- the phone and can be entered again by hand; the device itself does not replay it.
CREATE TABLE command (
    id       BLOB PRIMARY KEY CHECK (length(id) = 16),
    document BLOB NOT NULL REFERENCES document (id),
    change   BLOB NOT NULL CHECK (length(change) = 32),
    intent   TEXT NOT NULL,    -- JSON
    at       INTEGER NOT NULL  -- ms, this device's clock
) STRICT;
CREATE INDEX command_document ON command (document);

-- Cache: what lists show, so that they never load a document.
CREATE TABLE projection (
    document BLOB PRIMARY KEY REFERENCES document (id),
    version  INTEGER NOT NULL,  -- layout of `card`; older rows are rebuilt at start
    sort_at  INTEGER NOT NULL,  -- ms: appointment, else when the customer called
    card     TEXT NOT NULL      -- JSON
) STRICT;

-- Pictures, by the SHA-256 of their bytes.
CREATE TABLE blob (
    sha256     TEXT PRIMARY KEY,
    media_type TEXT NOT NULL,
    size       INTEGER NOT NULL,
    bytes      BLOB NOT NULL,
    sent       INTEGER NOT NULL DEFAULT 0,  -- bytes the server has, as it last said
    complete   INTEGER NOT NULL DEFAULT 0,  -- 1: the server has checked the whole
    mismatches INTEGER NOT NULL DEFAULT 0,  -- uploads whose hash did not match
    parked     TEXT                         -- stable code of why it is not sent any more
) STRICT;

-- Which visit names which picture, by which change: a picture is sent after that change was received.
CREATE TABLE photo (
    document BLOB NOT NULL REFERENCES document (id),
    sha256   TEXT NOT NULL REFERENCES blob (sha256),
    change   BLOB NOT NULL,
    PRIMARY KEY (document, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX photo_sha256 ON photo (sha256);
