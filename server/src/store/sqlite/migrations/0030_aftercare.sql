-- Care after the work: whom to ask, what is to be looked at again, and what came of it.

-- What aftercare needs of a visit, or of goods that went back to the customer: read from the document and written with it.
CREATE TABLE aftercare_work (
    organisation BLOB NOT NULL REFERENCES organisation (id),
    document BLOB NOT NULL REFERENCES document (id),
    -- Which entry of the register it serves; NULL for goods.
    call_out BLOB,
    -- Number of the call-out, or of the receipt.
    number TEXT NOT NULL,
    -- What for; pick_up for goods.
    work TEXT NOT NULL,
    -- It is still to be done.
    is_open INTEGER NOT NULL,
    -- When it was finished, or the goods went back.
    done_at INTEGER,
    technician BLOB,
    -- Whom to call: name, contact, phone, address.
    customer TEXT NOT NULL,
    contact TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    product TEXT NOT NULL,
    model TEXT NOT NULL,
    serial TEXT NOT NULL,
    fault TEXT NOT NULL,
    -- The scale of its survey; empty if there is none.
    scale TEXT NOT NULL,
    -- The answer that counts: when, the grades as JSON, the grade that decides, and what is kept apart from them (R-200).
    answered_at INTEGER,
    grades TEXT,
    grade INTEGER,
    reasons TEXT NOT NULL,
    suggestion TEXT NOT NULL,
    -- The desk asked.
    by_phone INTEGER NOT NULL,
    -- What a return visit found (R-209), as JSON, and when.
    found_at INTEGER,
    found TEXT,
    -- The customer signed, or a leader accepted: a return visit without it is not counted.
    signed INTEGER NOT NULL,
    -- A leader approved the report: what was found is dealt with (R-054).
    approved INTEGER NOT NULL,
    PRIMARY KEY (organisation, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX aftercare_work_by_end ON aftercare_work (organisation, done_at, document) WHERE done_at IS NOT NULL;
CREATE INDEX aftercare_work_of_call_out ON aftercare_work (organisation, call_out, document, is_open, done_at, answered_at)
    WHERE call_out IS NOT NULL;
CREATE INDEX aftercare_work_found ON aftercare_work (organisation, found_at) WHERE found_at IS NOT NULL AND approved = 0;

-- A call to ask the customer. Rows are only ever added and taken back.
CREATE TABLE survey_call (
    -- Made by whoever called; of an answer it is also the id of the visit's event.
    id BLOB PRIMARY KEY,
    organisation BLOB NOT NULL REFERENCES organisation (id),
    call_out BLOB NOT NULL,
    visit BLOB NOT NULL REFERENCES document (id),
    at INTEGER NOT NULL,
    by BLOB NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('answered', 'not_reached', 'given_up')),
    note TEXT NOT NULL,
    -- The complaint that was taken down during the call.
    complaint BLOB,
    undone_at INTEGER,
    undone_by BLOB,
    CHECK ((undone_at IS NULL) = (undone_by IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX survey_call_of ON survey_call (organisation, call_out, at);
CREATE INDEX survey_call_by_day ON survey_call (organisation, at, outcome, undone_at);

-- What kind of repair it was, as the desk says (R-207); the latest counts.
CREATE TABLE return_kind (
    organisation BLOB NOT NULL REFERENCES organisation (id),
    work BLOB NOT NULL REFERENCES document (id),
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    by BLOB NOT NULL,
    PRIMARY KEY (organisation, work)
) STRICT, WITHOUT ROWID;

-- Which entry of the register is the return visit to which work, and in whose share it counts (R-208).
CREATE TABLE return_sent (
    organisation BLOB NOT NULL REFERENCES organisation (id),
    call_out BLOB NOT NULL,
    work BLOB NOT NULL REFERENCES document (id),
    unit TEXT,
    at INTEGER NOT NULL,
    by BLOB NOT NULL,
    PRIMARY KEY (organisation, call_out)
) STRICT, WITHOUT ROWID;
CREATE INDEX return_sent_of ON return_sent (organisation, work, unit);

-- A call instead of a return visit. Rows are only ever added, ended and taken back.
CREATE TABLE return_call (
    id BLOB PRIMARY KEY,
    organisation BLOB NOT NULL REFERENCES organisation (id),
    work BLOB NOT NULL REFERENCES document (id),
    at INTEGER NOT NULL,
    by BLOB NOT NULL,
    -- In whose share it counts (R-208).
    unit TEXT,
    reached INTEGER NOT NULL,
    -- What was said, as JSON.
    content TEXT NOT NULL,
    -- By when a question is answered (R-211), and what was answered.
    answer_by INTEGER,
    answered_at INTEGER,
    answered_by BLOB,
    answer TEXT NOT NULL DEFAULT '',
    -- By when the repair worker has a notice in writing (R-210), and how it was given.
    notice_by INTEGER,
    noticed_at INTEGER,
    noticed_by BLOB,
    notice TEXT NOT NULL DEFAULT '',
    undone_at INTEGER,
    undone_by BLOB,
    CHECK ((undone_at IS NULL) = (undone_by IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX return_call_of ON return_call (organisation, work, at);
CREATE INDEX return_call_unanswered ON return_call (organisation, answer_by)
    WHERE answer_by IS NOT NULL AND answered_at IS NULL AND undone_at IS NULL;
CREATE INDEX return_call_unnoticed ON return_call (organisation, notice_by)
    WHERE notice_by IS NOT NULL AND noticed_at IS NULL AND undone_at IS NULL;

-- Of a call-out that was answered on several visits the last answer counts: the walk over answers reads its number too.
DROP INDEX report_visit_by_answer;
CREATE INDEX report_visit_by_answer
    ON report_visit (organisation, answered_at, technician, scale, grade, attitude, skill, punctuality, promises, number)
    WHERE answered_at IS NOT NULL;

-- As in step 0020: the figures of one organisation in a year, so that every server has the same plans.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('aftercare_work', 'aftercare_work', '100000 100000 1'),
    ('aftercare_work', 'aftercare_work_by_end', '95000 95000 2 1'),
    ('aftercare_work', 'aftercare_work_of_call_out', '100000 100000 1 1 1 1 1'),
    ('aftercare_work', 'aftercare_work_found', '500 500 1'),
    ('report_visit', 'report_visit_by_answer', '50000 50000 2 1 1 1 1 1 1 1 1'),
    ('survey_call', 'survey_call', '100000 1'),
    ('survey_call', 'survey_call_of', '100000 100000 2 1'),
    ('survey_call', 'survey_call_by_day', '100000 100000 1 1 1'),
    ('return_kind', 'return_kind', '50000 50000 1'),
    ('return_sent', 'return_sent', '30000 30000 1'),
    ('return_sent', 'return_sent_of', '30000 30000 1 1'),
    ('return_call', 'return_call', '50000 1'),
    ('return_call', 'return_call_of', '50000 50000 1 1'),
    ('return_call', 'return_call_unanswered', '100 100 1'),
    ('return_call', 'return_call_unnoticed', '100 100 1');
ANALYZE sqlite_schema;
