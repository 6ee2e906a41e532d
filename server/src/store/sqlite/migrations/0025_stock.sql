-- Stock at the desk: what is where, the papers of the store, stock-takes, shipments of old parts.

-- The two sides of each movement, of the desk and of documents: what left one place and came to another. What is in a place is the sum
-- of its sides (R-239). Follows from the movements; written with them.
CREATE TABLE stock_side (
    -- Whose stock.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The movement.
    movement BLOB NOT NULL,
    -- The place, in one word: store/NAME, station/NAME, van/PERSON, visit/DOCUMENT, customer, supplier, outside.
    place TEXT NOT NULL,
    -- What makes two movements be of the same part: 'number CODE', or 'name NAME' where it has none.
    part TEXT NOT NULL,
    -- The piece's own number in upper case; empty if it bears none.
    serial_key TEXT NOT NULL,
    -- When.
    at INTEGER NOT NULL,
    -- How many more are there; below zero if they left.
    quantity INTEGER NOT NULL,
    -- Material code as it was written; may be empty.
    part_number TEXT NOT NULL,
    -- Name of the part.
    name TEXT NOT NULL,
    -- The piece's own number as it was typed; NULL if it bears none.
    serial TEXT,
    PRIMARY KEY (organisation, movement, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_side_by_place ON stock_side (organisation, place, part, serial_key);
CREATE INDEX stock_side_by_part ON stock_side (organisation, part, place);
CREATE INDEX stock_side_in_order ON stock_side (organisation, place, at, movement);

WITH movement AS (
    SELECT organisation, unhex(replace(key, '-', '')) AS id, body,
        trim(body ->> '$.part_number', ' ' || char(160, 12288)) AS number, trim(body ->> '$.serial', ' ' || char(160, 12288)) AS serial
    FROM reference_row WHERE set_name = 'movements' AND audience = organisation AND body IS NOT NULL
), side AS (
    SELECT movement.*, body -> '$.from' AS place, -1 AS sign FROM movement
    UNION ALL SELECT movement.*, body -> '$.to', 1 FROM movement
)
INSERT INTO stock_side (organisation, movement, place, part, serial_key, at, quantity, part_number, name, serial)
SELECT organisation, id,
    (place ->> '$.place') || coalesce('/' || coalesce(place ->> '$.name', place ->> '$.person', place ->> '$.visit'), ''),
    CASE number WHEN '' THEN 'name ' || trim(body ->> '$.name', ' ' || char(160, 12288)) ELSE 'number ' || upper(number) END,
    coalesce(upper(serial), ''), body ->> '$.at', sign * (body ->> '$.quantity'), body ->> '$.part_number', body ->> '$.name',
    body ->> '$.serial'
FROM side WHERE id IS NOT NULL;

-- The paper a movement of the desk stands on, if it stands on one.
ALTER TABLE stock_movement ADD COLUMN note BLOB;
-- The movement that it undoes: one is undone once.
ALTER TABLE stock_movement ADD COLUMN undoes TEXT GENERATED ALWAYS AS (body ->> '$.why.of') VIRTUAL;
CREATE UNIQUE INDEX stock_movement_undone ON stock_movement (organisation, undoes) WHERE undoes IS NOT NULL;

-- Numbers given out to papers, by what they begin with: letters and day.
CREATE TABLE stock_series (
    -- Whose papers.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- What the numbers begin with.
    series TEXT NOT NULL,
    -- The last one given out.
    last INTEGER NOT NULL,
    PRIMARY KEY (organisation, series)
) STRICT, WITHOUT ROWID;

-- Papers of the store. Rows are only ever added.
CREATE TABLE stock_note (
    -- Whose paper.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The paper.
    id BLOB NOT NULL,
    -- Its number.
    number TEXT NOT NULL,
    -- What it is for: received, issued, handed_back, transferred, written_off.
    kind TEXT NOT NULL,
    -- When it was written.
    at INTEGER NOT NULL,
    -- Who wrote it at the desk.
    person BLOB NOT NULL,
    -- 1 if invoice and count differ in a line (R-245).
    discrepancy INTEGER NOT NULL CHECK (discrepancy IN (0, 1)),
    -- The paper as JSON.
    body TEXT NOT NULL,
    PRIMARY KEY (organisation, id),
    UNIQUE (organisation, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_note_in_order ON stock_note (organisation, at, id);
CREATE INDEX stock_note_of_kind ON stock_note (organisation, kind, at, id);
CREATE INDEX stock_note_differing ON stock_note (organisation, at, id) WHERE discrepancy = 1;

-- Stock-takes (F-87). They are kept with their sheets.
CREATE TABLE stock_take (
    -- Whose.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The stock-take.
    id BLOB NOT NULL,
    -- Its number.
    number TEXT NOT NULL,
    -- The place that is counted, in one word.
    place TEXT NOT NULL,
    -- 1 if book values are not shown while people count.
    blind INTEGER NOT NULL CHECK (blind IN (0, 1)),
    -- When it began.
    began_at INTEGER NOT NULL,
    -- Who began it.
    began_by BLOB NOT NULL,
    -- When counting ended; NULL while people count.
    closed_at INTEGER,
    -- Who ended it.
    closed_by BLOB,
    PRIMARY KEY (organisation, id),
    UNIQUE (organisation, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_take_in_order ON stock_take (organisation, began_at, id);

-- What was counted. Rows are only ever added; of a part and piece the newest counts.
CREATE TABLE stock_count (
    -- Whose.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The count.
    id BLOB NOT NULL,
    -- The stock-take.
    take BLOB NOT NULL,
    -- When it was counted, by the server's clock.
    at INTEGER NOT NULL,
    -- Who counted.
    person BLOB NOT NULL,
    -- The count as JSON.
    body TEXT NOT NULL,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_count_of_take ON stock_count (organisation, take, at, id);

-- Differences that were booked. Rows are only ever added.
CREATE TABLE stock_booking (
    -- Whose.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The booking.
    id BLOB NOT NULL,
    -- The stock-take.
    take BLOB NOT NULL,
    -- When.
    at INTEGER NOT NULL,
    -- Who booked.
    person BLOB NOT NULL,
    -- Why book and shelf differed.
    reason TEXT NOT NULL,
    -- Ids of the movements, as JSON.
    movements TEXT NOT NULL,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_booking_of_take ON stock_booking (organisation, take, at, id);

-- Shipments of old parts to head office (R-131): their number and what was chosen for them. What each part went through stands in its
-- document.
CREATE TABLE old_part_shipment (
    -- Whose.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The shipment.
    id BLOB NOT NULL,
    -- Its number, which is that of its packing list too.
    number TEXT NOT NULL,
    -- When it was packed.
    at INTEGER NOT NULL,
    -- Who packed it.
    person BLOB NOT NULL,
    -- What it is, as JSON.
    body TEXT NOT NULL,
    PRIMARY KEY (organisation, id),
    UNIQUE (organisation, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX old_part_shipment_in_order ON old_part_shipment (organisation, at, id);

-- Old parts by the day on which the next step is due.
CREATE INDEX register_row_by_due ON register_row (organisation, coalesce(row ->> '$.data.due_on', '9999'), document) WHERE kind = 'old_part';

-- Part requests are a ledger, and rows of old parts say more: both are read from all documents before the server answers.
UPDATE board_shape SET version = 0;
