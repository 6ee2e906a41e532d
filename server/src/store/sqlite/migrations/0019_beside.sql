-- What lies beside its document and what people decided of it: refused work as quarantine.

-- Who made the change, where another device brought it and its author's proof held; NULL: who brought it.
ALTER TABLE refused_change ADD COLUMN author_person BLOB;
ALTER TABLE refused_change ADD COLUMN author_device BLOB;

-- When the desk decided that the work stays out; NULL: it waits for somebody to look. Rows are never deleted for it.
ALTER TABLE refused_change ADD COLUMN discarded_at INTEGER;
-- Who decided.
ALTER TABLE refused_change ADD COLUMN discarded_by BLOB;
-- Why, as that person said.
ALTER TABLE refused_change ADD COLUMN discard_reason TEXT;
CREATE INDEX refused_change_by_verdict ON refused_change (organisation, verdict) WHERE discarded_at IS NULL;
