-- The board shows what is open and what changed lately: the year behind it is passed over without a look at its rows.
CREATE INDEX board_visit_done ON board_visit (organisation, received_at) WHERE state <> 'open';
