-- Two devices without a server.

-- What waits to be sent: own changes, and with them those of others that came from their devices and not from the server.
DROP INDEX change_outbox;
CREATE INDEX change_waiting ON change (document, id) WHERE received = 0;

-- Proofs of authors whose changes came from another device, to be shown to the server and to further devices.
CREATE TABLE author_proof (
    id          INTEGER PRIMARY KEY,
    certificate TEXT NOT NULL,  -- compact JWS, by the organisation
    work        TEXT NOT NULL,  -- compact JWS, by the author's device
    UNIQUE (work)
) STRICT;

-- What each of them covers here: everything of the actor up to this number.
CREATE TABLE author_line (
    document BLOB NOT NULL REFERENCES document (id),
    actor    BLOB NOT NULL CHECK (length(actor) = 16),
    seq      INTEGER NOT NULL,
    proof    INTEGER NOT NULL REFERENCES author_proof (id),
    PRIMARY KEY (document, actor, seq, proof)
) STRICT, WITHOUT ROWID;

-- Devices whose person was asked once: they are not asked again.
CREATE TABLE peer_device (
    device BLOB PRIMARY KEY CHECK (length(device) = 16),
    met_at INTEGER NOT NULL  -- ms, this device's clock
) STRICT, WITHOUT ROWID;

-- The organisation's newest statement that came here: which devices were put out.
CREATE TABLE organisation_statement (
    one       INTEGER PRIMARY KEY CHECK (one = 1),
    at        INTEGER NOT NULL,  -- ms, the server's clock
    statement TEXT    NOT NULL   -- compact JWS, checked before it was kept
) STRICT;
