-- Reference data: what only the desk changes and devices read (rows by set, key and version), the ranges from which devices number
-- papers, and stock movements written at the desk.

-- The last version given to a row of reference data in an organisation.
CREATE TABLE reference_position (
    -- Whose rows.
    organisation BLOB PRIMARY KEY REFERENCES organisation (id),
    -- The highest number given out.
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Rows of all sets. Every write gives a row a new, higher version; a deleted row stays as a row without a body.
CREATE TABLE reference_row (
    -- Whose row.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- Which set: policy, parts, prices, checklists, people, assets, movements, numbers.
    set_name TEXT NOT NULL,
    -- Who gets it: the organisation's id for everybody, a person's or a device's. Asset files of the organisation itself are what
    -- the desk keeps; people get copies of those they have a visit for (R-253).
    audience BLOB NOT NULL,
    -- Its key in the set.
    key TEXT NOT NULL,
    -- When it last changed.
    version INTEGER NOT NULL,
    -- Version of the row that this one is a copy of; NULL if it is none.
    source INTEGER,
    -- The row as JSON; NULL once it is deleted.
    body TEXT,
    PRIMARY KEY (organisation, set_name, audience, key)
) STRICT;
CREATE UNIQUE INDEX reference_row_by_version ON reference_row (organisation, set_name, audience, version);

-- The range from which a device numbers papers (E6). Rows are only ever added: a range is never given out again.
CREATE TABLE number_range (
    -- In which organisation it is the only one.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- Which range, from 1.
    nth INTEGER NOT NULL,
    -- Whose.
    device BLOB NOT NULL UNIQUE REFERENCES device (id),
    -- The history of the database in which it was given out.
    epoch BLOB NOT NULL,
    PRIMARY KEY (organisation, nth)
) STRICT, WITHOUT ROWID;

-- Stock movements written at the desk. Rows are only ever added; stock is their sum together with those of documents (R-239).
CREATE TABLE stock_movement (
    -- Whose stock.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The movement.
    id BLOB NOT NULL,
    -- Who wrote it at the desk.
    person BLOB NOT NULL,
    -- When the server took it.
    received_at INTEGER NOT NULL,
    -- The movement as JSON.
    body TEXT NOT NULL,
    PRIMARY KEY (organisation, id)
) STRICT;

-- Which product a visit serves, as the key of its file: without spaces around it, Latin letters in upper case.
ALTER TABLE board_visit ADD COLUMN asset_key TEXT GENERATED ALWAYS AS (upper(trim(json_extract(row, '$.serial')))) VIRTUAL;
CREATE INDEX board_visit_by_asset ON board_visit (organisation, document, asset_key);
