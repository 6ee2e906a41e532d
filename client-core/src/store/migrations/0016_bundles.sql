-- Documents at rest: changes that the server has, with what was meant by them, in one compressed piece instead of a row each.

CREATE TABLE bundle (
    last     INTEGER PRIMARY KEY,  -- highest change.id in it; ids up to here are not given out again
    document BLOB NOT NULL UNIQUE REFERENCES document (id),
    changes  INTEGER NOT NULL,     -- how many are in it
    heads    BLOB NOT NULL,        -- what they come to, hashes of 32 bytes each: who has these has all of them
    actors   BLOB NOT NULL,        -- the last number of each actor: 16 bytes, then 8 bytes, the highest first
    names    BLOB NOT NULL,        -- the last two bytes of each id that stands in them as text: who is not among these is not named
    packed   BLOB NOT NULL         -- a frame under gzip; never read in part
) STRICT;
