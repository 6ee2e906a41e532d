-- Complaints at the desk: who is which office, what is due next, and reminders.

-- Which offices of the policy a desk user is (R-175). Not a role: a role says what somebody may do, an office for what they stand.
CREATE TABLE desk_office (
    -- Whose it is.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The desk user.
    person BLOB NOT NULL REFERENCES person (id),
    -- The office, in the words of the policy.
    office TEXT NOT NULL,
    PRIMARY KEY (organisation, person, office)
) STRICT, WITHOUT ROWID;

-- Complaints by what is due next; those with nothing due come last.
CREATE INDEX register_row_by_next_due
    ON register_row (organisation, coalesce(row ->> '$.data.due_at', 9223372036854775807), document) WHERE kind = 'complaint';
-- Earlier complaints of the same customer, or of the same thing (R-189).
CREATE INDEX register_row_by_complaining_customer ON register_row (organisation, row ->> '$.data.customer') WHERE kind = 'complaint';
CREATE INDEX register_row_by_complained_serial
    ON register_row (organisation, upper(row ->> '$.data.serial')) WHERE kind = 'complaint' AND row ->> '$.data.serial' <> '';

-- A paper to an office that is or was late (R-174): one for each duty, once.
CREATE TABLE complaint_note (
    -- Whose it is.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The complaint.
    document BLOB NOT NULL REFERENCES document (id),
    -- reminder: the case is open and the duty overdue; inquiry: the case is closed, and the duty was late.
    kind TEXT NOT NULL CHECK (kind IN ('reminder', 'inquiry')),
    -- What is or was late, in the words of the rules.
    duty TEXT NOT NULL,
    -- How often this duty came up before in the complaint.
    turn INTEGER NOT NULL,
    -- The office it goes to; NULL where the rule names none.
    office TEXT,
    -- By when it was due.
    due_at INTEGER NOT NULL,
    -- When the server raised it.
    raised_at INTEGER NOT NULL,
    -- When it was answered; NULL until then.
    answered_at INTEGER,
    -- Who answered; NULL until then.
    answered_by BLOB REFERENCES person (id),
    -- What was said; empty if it was only seen, NULL until then.
    answer TEXT,
    PRIMARY KEY (organisation, document, kind, duty, turn)
) STRICT, WITHOUT ROWID;
CREATE INDEX complaint_note_open ON complaint_note (organisation, raised_at) WHERE answered_at IS NULL;

-- Closed cases of which something was late, for whoever asks the office (R-174).
CREATE INDEX register_row_closed_late ON register_row (organisation, kind, document)
    WHERE kind = 'complaint' AND state IN ('closed', 'resubmitted') AND row ->> '$.data.was_late' = 1;
