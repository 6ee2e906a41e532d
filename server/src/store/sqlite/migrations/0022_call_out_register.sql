-- The call-out register as a list: entries withdrawn, imported, searched, and found again by phone or serial.

-- Entries that were made by mistake and withdrawn, and what became of that. Rows are only ever added and ended.
CREATE TABLE call_out_withdrawal (
    -- In the order they came.
    id INTEGER PRIMARY KEY,
    -- Whose register.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- Which entry.
    call_out BLOB NOT NULL REFERENCES call_out (id),
    -- When it was withdrawn.
    at INTEGER NOT NULL,
    -- Who at the desk did it.
    by BLOB NOT NULL,
    -- Why.
    reason TEXT NOT NULL,
    -- When it was taken back; NULL while it stands.
    restored_at INTEGER,
    -- Who took it back.
    restored_by BLOB,
    CHECK ((restored_at IS NULL) = (restored_by IS NULL))
) STRICT;
CREATE INDEX call_out_withdrawal_of ON call_out_withdrawal (call_out);

-- Files that were imported, so that the same file is taken once.
CREATE TABLE call_out_import (
    -- Whose register.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- SHA-256 of the file's bytes.
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    -- When it was taken.
    at INTEGER NOT NULL,
    -- Who at the desk did it.
    by BLOB NOT NULL,
    -- How many entries it made.
    entries INTEGER NOT NULL,
    PRIMARY KEY (organisation, sha256)
) STRICT, WITHOUT ROWID;

-- The withdrawal that stands.
ALTER TABLE call_out ADD COLUMN withdrawal INTEGER REFERENCES call_out_withdrawal (id);
-- SHA-256 of the file that the entry came from; NULL for one that was typed.
ALTER TABLE call_out ADD COLUMN imported BLOB;
-- What a list says of the entry. Work that is done for a withdrawn one counts all the same.
ALTER TABLE call_out ADD COLUMN state TEXT
    GENERATED ALWAYS AS (CASE WHEN status = 'registered' AND withdrawal IS NOT NULL THEN 'withdrawn' ELSE status END) VIRTUAL;
-- The customer's phone without what people put between the digits.
ALTER TABLE call_out ADD COLUMN phone_key TEXT GENERATED ALWAYS AS
    (replace(replace(replace(replace(replace(json_extract(entry, '$.customer.phone'), ' ', ''), '-', ''), '(', ''), ')', ''), '+', '')) VIRTUAL;
-- The product's serial as the key of its file.
ALTER TABLE call_out ADD COLUMN serial_key TEXT GENERATED ALWAYS AS (upper(trim(json_extract(entry, '$.asset.serial')))) VIRTUAL;

CREATE INDEX call_out_in_order ON call_out (organisation, received_at, id);
CREATE INDEX call_out_open ON call_out (organisation, received_at, id) WHERE status <> 'cleared';
CREATE INDEX call_out_by_phone ON call_out (organisation, phone_key, received_at);
CREATE INDEX call_out_by_serial ON call_out (organisation, serial_key, received_at);

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('call_out', 'call_out_in_order', '100000 100000 1 1'),
    ('call_out', 'call_out_open', '500 500 1 1'),
    ('call_out', 'call_out_by_phone', '100000 100000 4 1'),
    ('call_out', 'call_out_by_serial', '100000 100000 4 1');
ANALYZE sqlite_schema;
