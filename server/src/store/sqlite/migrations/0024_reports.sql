-- What reports read: one flat row for each visit, part line, day, line of a day, old part and complaint, read from its document and written
-- with it. A report of a year is a walk along one covering index. Instants are milliseconds since 1970 UTC, days are `YYYY-MM-DD` as the
-- document states them; which calendar day an instant lies on is found out when somebody asks, by the organisation's time zone.

CREATE TABLE report_visit (
    organisation BLOB NOT NULL REFERENCES organisation (id),
    document BLOB NOT NULL REFERENCES document (id),
    -- Number of the call-out, customer, and what is served.
    number TEXT NOT NULL,
    customer TEXT NOT NULL,
    product TEXT NOT NULL,
    model TEXT NOT NULL,
    serial TEXT NOT NULL,
    fault TEXT NOT NULL,
    -- What for, who pays, and the class of the fault; empty where nobody set one.
    work TEXT NOT NULL,
    service_type TEXT NOT NULL,
    class TEXT NOT NULL,
    -- Who is assigned.
    technician BLOB,
    -- When the customer called.
    called_at INTEGER NOT NULL,
    -- When the work was finished, if it is: the service that a rate is counted over.
    finished_at INTEGER,
    -- The targets of arrival and repair (R-145): by when, what came of it (met, missed, pending, unproven), how late in milliseconds.
    -- A cancelled visit owes nothing that has not happened.
    arrive_due INTEGER,
    arrive_kept TEXT,
    arrive_late_ms INTEGER,
    fix_due INTEGER,
    fix_kept TEXT,
    fix_late_ms INTEGER,
    -- An exception that the terms allow was noted beside a target that was not kept (R-139).
    excepted INTEGER NOT NULL,
    -- The customer's answer that counts, with its scale (R-199, R-202): the grade that decides, and the grades.
    answered_at INTEGER,
    scale TEXT,
    grade INTEGER,
    attitude INTEGER,
    skill INTEGER,
    punctuality INTEGER,
    promises INTEGER,
    overall INTEGER,
    -- Number of the earlier repair of the same fault (R-049).
    repeats TEXT,
    PRIMARY KEY (organisation, document)
) STRICT, WITHOUT ROWID;

CREATE INDEX report_visit_by_arrival ON report_visit (organisation, arrive_due, arrive_kept, technician, class, excepted)
    WHERE arrive_due IS NOT NULL;
CREATE INDEX report_visit_by_fix ON report_visit (organisation, fix_due, fix_kept, technician, class, excepted) WHERE fix_due IS NOT NULL;
CREATE INDEX report_visit_by_finish ON report_visit (organisation, finished_at, technician, work) WHERE finished_at IS NOT NULL;
CREATE INDEX report_visit_by_answer
    ON report_visit (organisation, answered_at, technician, scale, grade, attitude, skill, punctuality, promises)
    WHERE answered_at IS NOT NULL;
CREATE INDEX report_visit_repairs ON report_visit (organisation, called_at, technician, model, repeats, work) WHERE work = 'repair';
-- Whose repair did not hold, by its number.
CREATE INDEX report_visit_by_number ON report_visit (organisation, number, technician);

CREATE TABLE report_part (
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The visit, and the line of its parts table.
    document BLOB NOT NULL REFERENCES document (id),
    line BLOB NOT NULL,
    -- When the part was fitted, by the device's clock.
    used_at INTEGER NOT NULL,
    -- Who fitted it.
    technician BLOB NOT NULL,
    part_number TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    -- Into which product.
    model TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organisation, document, line)
) STRICT, WITHOUT ROWID;

CREATE INDEX report_part_by_use ON report_part (organisation, used_at, technician, part_number, name, model, quantity);

CREATE TABLE report_day (
    organisation BLOB NOT NULL REFERENCES organisation (id),
    document BLOB NOT NULL REFERENCES document (id),
    day TEXT NOT NULL,
    technician BLOB NOT NULL,
    -- open, confirmed, changed_since_confirmed
    standing TEXT NOT NULL,
    -- Whether the supervisor closed it, and whether something came later (R-153).
    closed INTEGER NOT NULL,
    corrected INTEGER NOT NULL,
    PRIMARY KEY (organisation, document)
) STRICT, WITHOUT ROWID;

CREATE INDEX report_day_by_day ON report_day (organisation, day, technician, standing, closed, corrected);

-- A line of a daily report (F-06).
CREATE TABLE report_work (
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The day, and the event or the visit that the line stands for.
    document BLOB NOT NULL REFERENCES document (id),
    line BLOB NOT NULL,
    day TEXT NOT NULL,
    technician BLOB NOT NULL,
    -- Kind of work: A, B, C or D, and the time used in minutes.
    service_type TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    -- The visit, for time on site.
    visit BLOB,
    -- What was done, for work that belongs to no visit.
    text TEXT NOT NULL,
    PRIMARY KEY (organisation, document, line)
) STRICT, WITHOUT ROWID;

CREATE INDEX report_work_by_day ON report_work (organisation, day, technician, service_type, minutes, visit);

CREATE TABLE report_old_part (
    organisation BLOB NOT NULL REFERENCES organisation (id),
    document BLOB NOT NULL REFERENCES document (id),
    visit BLOB NOT NULL,
    order_number TEXT NOT NULL,
    equipment_number TEXT NOT NULL,
    part_number TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    unit_price_fen INTEGER,
    -- Who opened it: the technician of the swap.
    technician BLOB NOT NULL,
    region TEXT NOT NULL,
    reason TEXT NOT NULL,
    disposition TEXT NOT NULL,
    progress TEXT NOT NULL,
    -- The days of the progress report (R-119, R-123) and of the judgement (R-125).
    completed_on TEXT NOT NULL,
    required_on TEXT,
    promised_on TEXT,
    -- Whether the promise came with reason and report (R-121).
    excused INTEGER NOT NULL,
    handed_over_on TEXT,
    shipped_on TEXT,
    judge_by TEXT,
    judged_on TEXT,
    PRIMARY KEY (organisation, document)
) STRICT, WITHOUT ROWID;

CREATE INDEX report_old_part_by_completion ON report_old_part (organisation, completed_on);

CREATE TABLE report_complaint (
    organisation BLOB NOT NULL REFERENCES organisation (id),
    document BLOB NOT NULL REFERENCES document (id),
    -- The visit it came from, if it came from one.
    visit BLOB,
    label TEXT NOT NULL,
    customer TEXT NOT NULL,
    product TEXT NOT NULL,
    words TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    stage TEXT NOT NULL,
    -- undecided, not_valid, service, product, unclassified: what the decision and the cause class come to.
    finding TEXT NOT NULL,
    PRIMARY KEY (organisation, document)
) STRICT, WITHOUT ROWID;

CREATE INDEX report_complaint_by_receipt ON report_complaint (organisation, received_at);

-- As in step 0020: the figures of one organisation in a year, so that every server has the same plans.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('report_visit', 'report_visit', '100000 100000 1'),
    ('report_visit', 'report_visit_by_arrival', '90000 90000 3 2 1 1 1'),
    ('report_visit', 'report_visit_by_fix', '50000 50000 3 2 1 1 1'),
    ('report_visit', 'report_visit_by_finish', '95000 95000 2 1 1'),
    ('report_visit', 'report_visit_by_answer', '50000 50000 2 1 1 1 1 1 1 1'),
    ('report_visit', 'report_visit_repairs', '70000 70000 2 1 1 1 1'),
    ('report_visit', 'report_visit_by_number', '100000 100000 1 1'),
    ('report_part', 'report_part', '150000 150000 2 1'),
    ('report_part', 'report_part_by_use', '150000 150000 2 1 1 1 1 1'),
    ('report_day', 'report_day', '50000 50000 1'),
    ('report_day', 'report_day_by_day', '50000 50000 200 1 1 1 1'),
    ('report_work', 'report_work', '150000 150000 3 1'),
    ('report_work', 'report_work_by_day', '150000 150000 600 3 2 1 1'),
    ('report_old_part', 'report_old_part', '50000 50000 1'),
    ('report_old_part', 'report_old_part_by_completion', '50000 50000 200'),
    ('report_complaint', 'report_complaint', '5000 5000 1'),
    ('report_complaint', 'report_complaint_by_receipt', '5000 5000 1');
ANALYZE sqlite_schema;
