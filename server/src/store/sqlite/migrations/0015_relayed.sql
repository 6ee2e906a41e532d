-- Work that another device brought than the one it was done on.

-- The device that brought the change, where that was not the author's; NULL where the author's own device or the desk sent it.
ALTER TABLE change ADD COLUMN relayed_by BLOB;
ALTER TABLE quarantine ADD COLUMN relayed_by BLOB;

-- Proofs of authors whose work another device brought, while a list that may hold some of it waits to be judged.
CREATE TABLE inbox_proof (
    id INTEGER PRIMARY KEY,
    -- The organisation's certificate of the author's device, a compact JWS.
    certificate TEXT NOT NULL,
    -- What that device signed for, a compact JWS.
    work TEXT NOT NULL
) STRICT;

-- Which of them stand beside which list.
CREATE TABLE inbox_author (
    list INTEGER NOT NULL REFERENCES inbox (id),
    proof INTEGER NOT NULL REFERENCES inbox_proof (id),
    PRIMARY KEY (list, proof)
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_author_by_proof ON inbox_author (proof);
