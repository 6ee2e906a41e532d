-- The newest later verdict of the server that was taken: what it says became of work that it had received before it judged it.
ALTER TABLE contact ADD COLUMN judged INTEGER NOT NULL DEFAULT 0;
