-- Ledgers: lists over many documents, each entry read from one of them; may be thrown away and rebuilt.

CREATE TABLE ledger_entry (
    -- Whose ledger.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The document that says it.
    document BLOB NOT NULL REFERENCES document (id),
    -- Which ledger: serials, parts, stock, old_parts, money, tasks, papers.
    ledger TEXT NOT NULL,
    -- What it is called in the document: the same fact always has the same.
    key TEXT NOT NULL,
    -- What the entry is about, alike in every document that speaks of it; empty if nothing is compared.
    subject TEXT NOT NULL,
    -- Whom it concerns, if anybody.
    person BLOB,
    -- The instant that orders the ledger.
    at INTEGER NOT NULL,
    -- 1 while somebody still has to do something about it.
    open INTEGER NOT NULL CHECK (open IN (0, 1)),
    -- What it says, as JSON.
    body TEXT NOT NULL,
    PRIMARY KEY (organisation, document, ledger, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_entry_in_order ON ledger_entry (organisation, ledger, open, at, document, key);
CREATE INDEX ledger_entry_by_subject ON ledger_entry (organisation, ledger, subject);

-- What documents enter is read from all of them before the server answers.
UPDATE board_shape SET version = 0;
