-- Secrets before the one of an address, each of which counts until its time: two changes in a row take none away that is in use.
CREATE TABLE webhook_secret_before (
    endpoint BLOB NOT NULL REFERENCES webhook_endpoint (id) ON DELETE CASCADE,
    salt BLOB NOT NULL CHECK (length(salt) = 24),
    -- Until when events are also signed with it.
    until INTEGER NOT NULL,
    PRIMARY KEY (endpoint, salt)
) STRICT, WITHOUT ROWID;
INSERT INTO webhook_secret_before (endpoint, salt, until)
SELECT id, old_salt, old_until FROM webhook_endpoint WHERE old_salt IS NOT NULL AND old_until IS NOT NULL;
ALTER TABLE webhook_endpoint DROP COLUMN old_salt;
ALTER TABLE webhook_endpoint DROP COLUMN old_until;
