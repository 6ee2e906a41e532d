-- What lies in quarantine is decided by the desk, and a device says when its database was copied or set back.

-- When the desk decided that the work stays out; NULL: it waits, or was taken in and is no longer here. Rows are never deleted for it.
ALTER TABLE quarantine ADD COLUMN discarded_at INTEGER;
-- Who decided.
ALTER TABLE quarantine ADD COLUMN discarded_by BLOB;
-- Why, as that person said.
ALTER TABLE quarantine ADD COLUMN discard_reason TEXT;
CREATE INDEX quarantine_of_device ON quarantine (device);

-- Names the copy of its database that a device writes to, as it last said; NULL: it has not said.
ALTER TABLE device ADD COLUMN incarnation TEXT;
