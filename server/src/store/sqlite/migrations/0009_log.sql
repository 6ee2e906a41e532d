-- The log: a hash chain over everything an organisation's server took in. What it means stands in docs/audit.md.

CREATE TABLE log_entry (
    -- Whose log.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- Place in it, from 1 without gaps.
    position INTEGER NOT NULL,
    -- When the server took what the entry tells of.
    at INTEGER NOT NULL,
    -- What happened, as canonical JSON: the bytes that the link is taken over.
    entry TEXT NOT NULL,
    -- SHA-256 over the link before it and the entry.
    link BLOB NOT NULL CHECK (length(link) = 32),
    PRIMARY KEY (organisation, position)
) STRICT, WITHOUT ROWID;
-- Which history the log is in.
CREATE INDEX log_entry_by_epoch ON log_entry (organisation, position)
    WHERE json_extract(entry, '$.what.fact') IN ('begun', 'restored');

-- Signed heads of the log.
CREATE TABLE checkpoint (
    -- Whose log.
    organisation BLOB NOT NULL REFERENCES organisation (id),
    -- How many entries the log had.
    size INTEGER NOT NULL,
    -- When this was so.
    at INTEGER NOT NULL,
    -- The checkpoint, signed by the organisation's key: a compact JWS.
    token TEXT NOT NULL,
    PRIMARY KEY (organisation, size)
) STRICT, WITHOUT ROWID;

-- Whoever lifts these is found by `fieldbook audit verify`; they keep mistakes out.
CREATE TRIGGER log_entry_comes_next BEFORE INSERT ON log_entry
WHEN NEW.position <> (SELECT COALESCE(MAX(position), 0) + 1 FROM log_entry WHERE organisation = NEW.organisation)
BEGIN SELECT RAISE(ABORT, 'an entry of the log comes after the last one'); END;
CREATE TRIGGER log_entry_stays BEFORE UPDATE ON log_entry BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE TRIGGER log_entry_is_kept BEFORE DELETE ON log_entry BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE TRIGGER checkpoint_stays BEFORE UPDATE ON checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoints are only added'); END;
CREATE TRIGGER checkpoint_is_kept BEFORE DELETE ON checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoints are only added'); END;
CREATE TRIGGER change_stays BEFORE UPDATE ON change BEGIN SELECT RAISE(ABORT, 'changes are only added'); END;
CREATE TRIGGER change_is_kept BEFORE DELETE ON change BEGIN SELECT RAISE(ABORT, 'changes are only added'); END;
