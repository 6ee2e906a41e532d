-- A duty may come up again under the same turn: an office that it was given to by mistake had a paper, and the next one has its own.
CREATE TABLE complaint_paper (
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
    -- The office it goes to; empty where the rule names none.
    office TEXT NOT NULL,
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
    PRIMARY KEY (organisation, document, kind, duty, turn, office, due_at)
) STRICT, WITHOUT ROWID;
INSERT INTO complaint_paper
SELECT organisation, document, kind, duty, turn, coalesce(office, ''), due_at, raised_at, answered_at, answered_by, answer FROM complaint_note;
DROP TABLE complaint_note;
ALTER TABLE complaint_paper RENAME TO complaint_note;
CREATE INDEX complaint_note_open ON complaint_note (organisation, raised_at) WHERE answered_at IS NULL;
