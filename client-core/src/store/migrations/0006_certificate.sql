-- What ties this device to its organisation for a stranger: the organisation's certificate of the device's key, and the server's receipts.

-- Compact JWS; NULL until the server gave one.
ALTER TABLE identity ADD COLUMN certificate TEXT;

-- The server's receipts, one for each batch it took, in the order of arrival. Rows are only ever added.
CREATE TABLE receipt (
    id        INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,  -- ms, the server's clock: when it was durable there
    statement TEXT    NOT NULL,  -- compact JWS, checked before it was kept
    lines     TEXT    NOT NULL   -- JSON: what it is for, document by document
) STRICT;

-- Which receipts name which document.
CREATE TABLE receipt_document (
    receipt  INTEGER NOT NULL REFERENCES receipt (id),
    document BLOB    NOT NULL REFERENCES document (id),
    PRIMARY KEY (document, receipt)
) STRICT, WITHOUT ROWID;
