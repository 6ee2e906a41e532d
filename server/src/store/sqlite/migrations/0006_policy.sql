-- What organisations decide differently. A version is never changed: terms of visits name the one they came from.

CREATE TABLE organisation_policy (
    organisation BLOB    NOT NULL REFERENCES organisation (id),
    version      INTEGER NOT NULL,           -- from 1; the highest is in force
    policy       TEXT    NOT NULL,           -- the effective policy as JSON: presets with the organisation's own values on top
    source       TEXT    NOT NULL,           -- the file it was read from, as it was written
    set_at       INTEGER NOT NULL,
    PRIMARY KEY (organisation, version)
) STRICT, WITHOUT ROWID;
