-- Work that another device brought than the one it was done on.

-- The device that brought the change, where that was not the author's; NULL where the author's own device or the desk sent it.
ALTER TABLE change ADD COLUMN relayed_by BLOB;
ALTER TABLE quarantine ADD COLUMN relayed_by BLOB;
