-- Who may come in. Instants are milliseconds since 1970-01-01 UTC; ids are the 16 bytes of a UUID.

-- One row: this server.
CREATE TABLE server (
    only_one INTEGER NOT NULL PRIMARY KEY CHECK (only_one = 1),
    audience TEXT    NOT NULL,               -- names this server in tokens; made once and kept, so that enrolled devices keep working
    probes   INTEGER NOT NULL DEFAULT 0      -- counts the writes that only prove that writing works
) STRICT;

CREATE TABLE organisation (
    id         BLOB    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    organisation BLOB    NOT NULL REFERENCES organisation (id),
    id           BLOB    NOT NULL UNIQUE,
    name         TEXT    NOT NULL,
    role         TEXT    NOT NULL,           -- 'technician' or 'admin'
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE desk_user (
    organisation  BLOB NOT NULL,
    person        BLOB NOT NULL,
    login         TEXT NOT NULL UNIQUE,      -- lower case; says also which organisation, so it is unique on the server
    password_hash TEXT NOT NULL,             -- PHC string, argon2id
    PRIMARY KEY (organisation, person),
    FOREIGN KEY (organisation, person) REFERENCES person (organisation, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE desk_session (
    token_hash   BLOB    NOT NULL PRIMARY KEY, -- SHA-256 of the cookie's value: a stolen database opens no session
    organisation BLOB    NOT NULL,
    person       BLOB    NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    FOREIGN KEY (organisation, person) REFERENCES desk_user (organisation, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX desk_session_by_end ON desk_session (expires_at);

CREATE TABLE device (
    organisation BLOB    NOT NULL,
    id           BLOB    NOT NULL UNIQUE,
    person       BLOB    NOT NULL,           -- whose device it is
    name         TEXT    NOT NULL,
    algorithm    TEXT    NOT NULL,           -- of the key: 'EdDSA'
    public_key   TEXT    NOT NULL UNIQUE,    -- base64url; one key is one device
    enrolled_at  INTEGER NOT NULL,
    last_seen_at INTEGER,                    -- last sync
    revoked_at   INTEGER,
    PRIMARY KEY (organisation, id),
    FOREIGN KEY (organisation, person) REFERENCES person (organisation, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolment_code (
    code_hash    BLOB    NOT NULL PRIMARY KEY, -- SHA-256 of the code without separators, upper case
    organisation BLOB    NOT NULL,
    person       BLOB    NOT NULL,           -- who will own the device
    issued_by    BLOB    NOT NULL,
    issued_at    INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    device       BLOB,                       -- the device that used it; a code is used once
    FOREIGN KEY (organisation, person) REFERENCES person (organisation, id),
    FOREIGN KEY (organisation, issued_by) REFERENCES person (organisation, id),
    FOREIGN KEY (organisation, device) REFERENCES device (organisation, id)
) STRICT, WITHOUT ROWID;

-- Assertions that were honoured, until they would be refused for their age anyway.
CREATE TABLE used_assertion (
    device     BLOB    NOT NULL,
    jti        TEXT    NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (device, jti)
) STRICT, WITHOUT ROWID;
CREATE INDEX used_assertion_by_end ON used_assertion (expires_at);
