-- The board shows what is open and what changed lately: the year behind it is passed over without a look at its rows.
CREATE INDEX board_visit_done ON board_visit (organisation, received_at) WHERE state <> 'open';

-- What nobody was sent to is few among what is open.
CREATE INDEX call_out_waiting ON call_out (organisation, received_at, id, withdrawal) WHERE status = 'registered';

-- As in step 0020: the figures of one organisation in a year, so that every server has the same plans.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('board_visit', 'board_visit_done', '100000 100000 1'),
    ('call_out', 'call_out_waiting', '100 100 1 1 1');
ANALYZE sqlite_schema;
