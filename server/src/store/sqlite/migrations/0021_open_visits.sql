-- Visits that are to be done or signed. A person who has done thousands has few of them, and every sync asks which asset files belong to
-- those (R-253): the others are passed over without a look at their rows.
CREATE INDEX board_visit_open ON board_visit (organisation, document) WHERE state = 'open';
