-- What the server tells of itself, as JSON with its revision; NULL until it told something else than what is built in.
ALTER TABLE contact ADD COLUMN config TEXT;
-- 1: the server's history was replaced, or it is time for an audit: what both sides have is compared before anything is sent.
ALTER TABLE contact ADD COLUMN reconcile_owed INTEGER NOT NULL DEFAULT 0;
-- When both sides were last compared, in **milliseconds** since 1970 by this device's clock; NULL before the first contact.
ALTER TABLE contact ADD COLUMN audited_at INTEGER;
