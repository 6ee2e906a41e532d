-- What a device said with its last sync that it still has unsent. No row: nothing, as far as it said.
CREATE TABLE device_unsent (
    organisation BLOB    NOT NULL,
    device       BLOB    NOT NULL,
    said_at      INTEGER NOT NULL,  -- when the server heard it
    changes      INTEGER NOT NULL,
    signatures   INTEGER NOT NULL,  -- of the changes, how many are sign-offs
    photos       INTEGER NOT NULL,  -- counted down as they arrive
    photo_bytes  INTEGER NOT NULL,
    oldest_at    INTEGER,           -- when the oldest of it was entered, by the server's clock
    PRIMARY KEY (organisation, device),
    FOREIGN KEY (organisation, device) REFERENCES device (organisation, id)
) STRICT, WITHOUT ROWID;
