-- Which copy of this database is the one that is written to. The same token lies in a place that backups skip; if the two differ at the
-- opening, the file was copied or set back. One row from the first opening with such a place on.
CREATE TABLE incarnation (
    one       INTEGER PRIMARY KEY CHECK (one = 1),
    token     BLOB NOT NULL CHECK (length(token) = 16),
    reported  INTEGER NOT NULL DEFAULT 0,  -- 1: the server was told this token
    copied_at INTEGER                      -- ms: when it was found that the file is a copy and nobody has read so yet
) STRICT;
