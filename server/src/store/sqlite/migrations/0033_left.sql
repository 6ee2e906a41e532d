-- Since when a visit that is still to be done is left: stopped, or made in vain. A later visit of the same call-out may have done the work.
-- Filled by the rebuild that the new shape of the rows asks for.
ALTER TABLE aftercare_work ADD COLUMN left_at INTEGER;
DROP INDEX aftercare_work_of_call_out;
CREATE INDEX aftercare_work_of_call_out
    ON aftercare_work (organisation, call_out, document, is_open, left_at, done_at, answered_at) WHERE call_out IS NOT NULL;

-- As in step 0020: the figures of one organisation in a year, so that every server has the same plans.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('aftercare_work', 'aftercare_work_of_call_out', '100000 100000 1 1 1 1 1 1');
ANALYZE sqlite_schema;
