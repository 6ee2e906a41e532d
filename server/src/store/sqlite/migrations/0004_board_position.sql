-- The board counts its own news: rows of visits and devices. A device that merely calls moves the board on, and not the log that
-- cursors follow.
CREATE TABLE board_position (
    -- Whose board.
    organisation BLOB PRIMARY KEY REFERENCES organisation (id),
    -- The highest number given out.
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO board_position (organisation, last) SELECT organisation, last FROM log_position;

-- Which shape the rows of the board have. Rows of another shape are read anew from their documents before the server answers.
CREATE TABLE board_shape (
    -- Always 1: there is one row.
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- The projection's version.
    version INTEGER NOT NULL
) STRICT;
INSERT INTO board_shape (id, version) VALUES (1, 0);

-- How much a device has in quarantine of a document, and what is there of a person.
CREATE INDEX quarantine_by_device ON quarantine (document, device);
