-- What happens in an organisation, kept for other systems, and the addresses that are told of it.
-- An event is written in the transaction of the change that it tells of, and with it what is to be delivered to whom.

-- The last number given to an event of an organisation.
CREATE TABLE webhook_position (
    -- Whose events.
    organisation BLOB PRIMARY KEY REFERENCES organisation (id),
    -- The highest number given out; numbers are never given out again in one history.
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was last told of a call-out, a visit, a repair or a complaint: an event is what differs from it.
CREATE TABLE webhook_told (
    -- Whose.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- The call-out or the document.
    subject BLOB NOT NULL,
    -- What was told, as a JSON object.
    shown TEXT NOT NULL,
    PRIMARY KEY (organisation, subject)
) STRICT, WITHOUT ROWID;

-- What happened. Kept for a while, so that who missed something can read it again.
CREATE TABLE webhook_event (
    -- Whose.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- Its place among the events of the organisation.
    seq INTEGER NOT NULL,
    -- What other systems know it by; another one in another history of this database.
    id TEXT NOT NULL,
    -- What happened, as in "visit.changed".
    type TEXT NOT NULL,
    -- When the server took it.
    at INTEGER NOT NULL,
    -- What it says, as a JSON object.
    data TEXT NOT NULL,
    PRIMARY KEY (organisation, seq),
    UNIQUE (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_event_by_time ON webhook_event (at);

-- An address of another system.
CREATE TABLE webhook_endpoint (
    -- Names it.
    id BLOB PRIMARY KEY,
    -- Whose.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- Where events are posted to.
    url TEXT NOT NULL,
    -- What people call it.
    description TEXT NOT NULL,
    -- Which types of events it is told of, as a JSON array; NULL for all.
    types TEXT,
    -- What its secret is made of, together with a key that is not in the database: a stolen database signs nothing.
    salt BLOB NOT NULL CHECK (length(salt) = 24),
    -- Tells whether the key outside is still the one with which the secret was made.
    key_check BLOB NOT NULL CHECK (length(key_check) = 8),
    -- What the secret before was made of; NULL if there was none.
    old_salt BLOB CHECK (length(old_salt) = 24),
    -- Until when events are also signed with the secret before.
    old_until INTEGER,
    -- Who made it.
    made_by BLOB NOT NULL REFERENCES person (id),
    -- When.
    made_at INTEGER NOT NULL,
    -- Who changed it last.
    changed_by BLOB NOT NULL REFERENCES person (id),
    -- When.
    changed_at INTEGER NOT NULL,
    -- Since when it is switched off; NULL while it is on.
    off_at INTEGER,
    -- Why: a person switched it off, it said that it is gone, or it failed for days.
    off_reason TEXT CHECK (off_reason IN ('person', 'gone', 'failing')),
    -- Since when nothing arrives; NULL while everything does, or nothing was sent yet.
    failing_since INTEGER,
    -- When something last arrived.
    delivered_at INTEGER,
    -- When it was removed; the row goes once its deliveries are forgotten.
    removed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_endpoint_of ON webhook_endpoint (organisation, made_at);

-- An event that an address is to be told of.
CREATE TABLE webhook_delivery (
    -- Names it.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Whose.
    organisation BLOB NOT NULL,
    -- To which address.
    endpoint BLOB NOT NULL REFERENCES webhook_endpoint (id),
    -- Which event.
    event INTEGER NOT NULL,
    -- waiting: to be sent at next_at; delivered: it was accepted; failed: every try failed.
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    -- How often it was tried since it was made or last asked for again.
    tries INTEGER NOT NULL,
    -- When it is to be tried next.
    next_at INTEGER NOT NULL,
    -- When it was made.
    made_at INTEGER NOT NULL,
    UNIQUE (endpoint, event),
    FOREIGN KEY (organisation, event) REFERENCES webhook_event (organisation, seq) ON DELETE CASCADE
) STRICT;
CREATE INDEX webhook_delivery_due ON webhook_delivery (endpoint, next_at, id) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_of_event ON webhook_delivery (organisation, event);

-- One try of a delivery.
CREATE TABLE webhook_attempt (
    -- Of which delivery.
    delivery INTEGER NOT NULL REFERENCES webhook_delivery (id) ON DELETE CASCADE,
    -- The how many-th, from 1.
    number INTEGER NOT NULL,
    -- When it began.
    at INTEGER NOT NULL,
    -- How long it took, in milliseconds.
    duration_ms INTEGER NOT NULL,
    -- The status of the answer; NULL if there was none.
    status INTEGER,
    -- What went wrong, in a word; NULL if nothing did.
    error TEXT,
    -- How the answer began.
    answer TEXT NOT NULL,
    PRIMARY KEY (delivery, number)
) STRICT, WITHOUT ROWID;

-- What is there already is not news: only what changes from now on is told.
INSERT INTO webhook_told (organisation, subject, shown)
SELECT organisation, document, json_object(
    'number', row ->> '$.number', 'status', row ->> '$.status', 'signature', row ->> '$.signature',
    'complete', json(CASE row ->> '$.complete' WHEN 1 THEN 'true' ELSE 'false' END),
    'technician', row ->> '$.technician', 'appointment_at', row ->> '$.appointment_at',
    'sign_off_refused', json(CASE WHEN EXISTS (SELECT 1 FROM json_each(row, '$.attention') WHERE value = 'signature_refused')
        THEN 'true' ELSE 'false' END))
FROM board_visit;
INSERT INTO webhook_told (organisation, subject, shown)
SELECT organisation, document, json_object(
    'number', CASE WHEN kind = 'repair' THEN row ->> '$.data.receipt' WHEN row ->> '$.data.numbered' THEN row ->> '$.data.label' END,
    'status', state)
FROM register_row WHERE kind IN ('repair', 'complaint');
INSERT INTO webhook_told (organisation, subject, shown)
SELECT organisation, id, json_object('number', number, 'status', CASE WHEN withdrawal IS NULL THEN status ELSE 'withdrawn' END)
FROM call_out;
