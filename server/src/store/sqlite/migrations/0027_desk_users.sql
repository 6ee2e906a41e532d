-- More than one desk user, and other systems with keys of their own.

-- Since when somebody may not sign in any more; NULL while they may.
ALTER TABLE desk_user ADD COLUMN disabled_at INTEGER;
-- 1 while the password is one that somebody else gave: it opens only the way to a new one.
ALTER TABLE desk_user ADD COLUMN password_given INTEGER NOT NULL DEFAULT 0 CHECK (password_given IN (0, 1));

-- A key with which another system calls the desk's routes. Its person, of the role 'service', is the author of what it does.
CREATE TABLE api_key (
    -- The person that the key is.
    person BLOB PRIMARY KEY REFERENCES person (id),
    -- Whose it is.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- SHA-256 of the key: a stolen database opens nothing.
    key_hash BLOB NOT NULL UNIQUE CHECK (length(key_hash) = 32),
    -- What it may do: a JSON array of permissions.
    scopes TEXT NOT NULL,
    -- Who made it.
    made_by BLOB NOT NULL REFERENCES person (id),
    -- When it was made.
    made_at INTEGER NOT NULL,
    -- From when on it opens nothing; NULL if it has no end.
    expires_at INTEGER,
    -- When it was last used, to the minute; NULL if it never was.
    last_used_at INTEGER,
    -- When it was revoked; NULL if it was not.
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX api_key_by_organisation ON api_key (organisation);
