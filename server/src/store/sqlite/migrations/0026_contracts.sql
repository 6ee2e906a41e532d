-- Service contracts and maintenance plans: what only the desk changes. Days are ISO dates of the organisation's calendar.

-- A service contract (R-227, R-228).
CREATE TABLE contract (
    -- Its identifier.
    id BLOB PRIMARY KEY,
    -- Whose it is.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- As people say it.
    number TEXT NOT NULL,
    -- Name of the customer, to look it up.
    customer_name TEXT NOT NULL,
    -- Customer, assets, what is covered and at which price, as JSON.
    details TEXT NOT NULL,
    -- The last day, if it was ended before its term; NULL if not.
    ended_on TEXT,
    -- Why it was ended; NULL if it was not.
    ended_reason TEXT,
    -- Who entered it.
    made_by BLOB NOT NULL REFERENCES person (id),
    -- When.
    made_at INTEGER NOT NULL,
    UNIQUE (organisation, number)
) STRICT, WITHOUT ROWID;

-- One term of a contract; renewal adds the next.
CREATE TABLE contract_term (
    contract BLOB NOT NULL REFERENCES contract (id),
    -- The first day.
    starts_on TEXT NOT NULL,
    -- The last day.
    ends_on TEXT NOT NULL,
    -- Who recorded it.
    recorded_by BLOB NOT NULL REFERENCES person (id),
    -- When.
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (contract, starts_on)
) STRICT, WITHOUT ROWID;

-- Which serial numbers a contract covers, for whoever asks by one.
CREATE TABLE contract_serial (
    organisation BLOB NOT NULL REFERENCES organisation (id),
    serial TEXT NOT NULL,
    contract BLOB NOT NULL REFERENCES contract (id),
    PRIMARY KEY (organisation, serial, contract)
) STRICT, WITHOUT ROWID;

-- That a contract ends soon: once for every end (R-227).
CREATE TABLE contract_notice (
    contract BLOB NOT NULL REFERENCES contract (id),
    -- The end that it tells of.
    ends_on TEXT NOT NULL,
    -- The day on which it was due.
    due_on TEXT NOT NULL,
    -- When the server raised it.
    raised_at INTEGER NOT NULL,
    -- The day on which the customer was told; NULL until then.
    told_on TEXT,
    -- How: letter, phone or visit; NULL until then.
    told_how TEXT CHECK (told_how IN ('letter', 'phone', 'visit')),
    -- Who is sent to renew; NULL until somebody is named.
    sent TEXT,
    -- Who recorded it; NULL until then.
    told_by BLOB REFERENCES person (id),
    PRIMARY KEY (contract, ends_on)
) STRICT, WITHOUT ROWID;

-- A maintenance plan of a contract (R-218).
CREATE TABLE plan (
    -- Its identifier.
    id BLOB PRIMARY KEY,
    -- Whose it is.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- Of which contract.
    contract BLOB NOT NULL REFERENCES contract (id),
    -- What is done how often on which assets, with which checklist and preferably by whom, as JSON.
    details TEXT NOT NULL,
    -- The first day of its calendar.
    first_on TEXT NOT NULL,
    -- The day on which it was made: nothing of before is entered.
    made_on TEXT NOT NULL,
    -- The last day, if it was ended; NULL if not.
    ended_on TEXT,
    -- Why; NULL if it was not ended.
    ended_reason TEXT,
    -- Who made it: its call-outs are entered in this name.
    made_by BLOB NOT NULL REFERENCES person (id),
    -- When.
    made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX plan_by_contract ON plan (contract);
CREATE INDEX plan_by_organisation ON plan (organisation);

-- What is settled about one day of a plan's calendar. One row per day: a day is entered once.
CREATE TABLE plan_day (
    plan BLOB NOT NULL REFERENCES plan (id),
    -- The day of the calendar.
    due_on TEXT NOT NULL,
    -- entered: its call-outs are in the register; skipped: left out; moved: done on another day, not entered yet.
    state TEXT NOT NULL CHECK (state IN ('entered', 'skipped', 'moved')),
    -- To which day it was moved; NULL if it was not.
    moved_to TEXT,
    -- Why it was skipped or moved; NULL if neither.
    reason TEXT,
    -- Who skipped or moved it; NULL if nobody.
    decided_by BLOB REFERENCES person (id),
    -- When it was settled.
    decided_at INTEGER NOT NULL,
    PRIMARY KEY (plan, due_on)
) STRICT, WITHOUT ROWID;

-- The call-outs of a day that was entered, one for each asset of the plan.
CREATE TABLE plan_call_out (
    plan BLOB NOT NULL,
    due_on TEXT NOT NULL,
    -- Place of the asset in the plan, from 0.
    place INTEGER NOT NULL,
    call_out BLOB NOT NULL UNIQUE REFERENCES call_out (id),
    PRIMARY KEY (plan, due_on, place),
    FOREIGN KEY (plan, due_on) REFERENCES plan_day (plan, due_on)
) STRICT, WITHOUT ROWID;
