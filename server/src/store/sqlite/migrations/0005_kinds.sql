-- Documents of several kinds, opened at the desk or born on a device, and the registers that show those that are no visits.
-- Runs with foreign keys switched off and checked at the end: tables that others refer to are made anew.

CREATE TABLE document_of_any_kind (
    -- Its identifier.
    id BLOB PRIMARY KEY,
    -- Whose document.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- What it is.
    kind TEXT NOT NULL CHECK (kind IN ('visit', 'repair', 'old_part', 'complaint', 'day')),
    -- The call-out it serves, if it serves one.
    call_out BLOB REFERENCES call_out (id),
    -- When the server first had it.
    opened_at INTEGER NOT NULL,
    -- The device it was born on; NULL when the desk opened it.
    opened_by BLOB REFERENCES device (id),
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
INSERT INTO document_of_any_kind
    (id, organisation, kind, call_out, opened_at, opened_by, heads, snapshot, changes, raw_bytes, last_seq)
SELECT id, organisation, kind, call_out,
    COALESCE((SELECT received_at FROM change WHERE change.document = document.id ORDER BY seq LIMIT 1), 0),
    NULL, heads, snapshot, changes, raw_bytes, last_seq
FROM document;
DROP TABLE document;
ALTER TABLE document_of_any_kind RENAME TO document;
CREATE INDEX document_by_call_out ON document (call_out);
-- How many documents a device has brought lately.
CREATE INDEX document_by_opener ON document (opened_by, opened_at) WHERE opened_by IS NOT NULL;

-- The board again: a visit may serve no call-out.
CREATE TABLE board_visit_of_any_origin (
    -- Whose board.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The visit.
    document BLOB NOT NULL REFERENCES document (id),
    -- When the row last changed, among the news of the organisation's board.
    seq INTEGER NOT NULL,
    -- The call-out it serves, if it serves one.
    call_out BLOB,
    -- open: to be done or signed; cancelled: called off; signed: the customer has signed.
    state TEXT NOT NULL CHECK (state IN ('open', 'cancelled', 'signed')),
    -- When the server took the newest change.
    received_at INTEGER NOT NULL,
    -- The row as the board shows it, as JSON.
    row TEXT NOT NULL,
    PRIMARY KEY (organisation, document)
) STRICT, WITHOUT ROWID;
INSERT INTO board_visit_of_any_origin (organisation, document, seq, call_out, state, received_at, row)
SELECT organisation, document, seq, call_out, state, received_at, row FROM board_visit;
DROP TABLE board_visit;
ALTER TABLE board_visit_of_any_origin RENAME TO board_visit;
CREATE INDEX board_visit_by_seq ON board_visit (organisation, seq);
CREATE INDEX board_visit_by_call_out ON board_visit (call_out);

-- Registers: one row per document that is no visit, read from it; may be thrown away and rebuilt.
CREATE TABLE register_row (
    -- Whose register.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The document.
    document BLOB NOT NULL REFERENCES document (id),
    -- Which register: the kind of the document.
    kind TEXT NOT NULL,
    -- When the row last changed, among the news of the organisation's board.
    seq INTEGER NOT NULL,
    -- How far the document is, in the words of its kind.
    state TEXT NOT NULL,
    -- The instant that orders the register: of a day its beginning.
    sort_at INTEGER NOT NULL,
    -- When the server took the newest change.
    received_at INTEGER NOT NULL,
    -- The row as the register shows it, as JSON.
    row TEXT NOT NULL,
    PRIMARY KEY (organisation, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX register_row_by_kind ON register_row (organisation, kind, sort_at, document);
