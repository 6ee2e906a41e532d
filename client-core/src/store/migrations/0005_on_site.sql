-- When somebody was on site of a visit, so that a day finds its visits without loading the others. In **milliseconds** since 1970, over
-- all stretches that have an end; NULL if there is none, and for other kinds. Filled when the cards are rebuilt.

ALTER TABLE projection ADD COLUMN on_site_from INTEGER;
ALTER TABLE projection ADD COLUMN on_site_to   INTEGER;
CREATE INDEX projection_on_site ON projection (on_site_to, on_site_from) WHERE on_site_to IS NOT NULL;
