-- What the server's clock said when it was last heard, in **milliseconds** since 1970; NULL if that was before this was kept. With the
-- running counter it makes a time that setting the wall clock does not move.

ALTER TABLE contact ADD COLUMN heard_at INTEGER;
