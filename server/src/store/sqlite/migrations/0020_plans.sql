-- How rows are found. Without figures SQLite takes ten rows for what one organisation has, and reads all of an organisation where an
-- index would lead to one document. The figures are those of one organisation in a year (100,000 visits, 200 people); they are fixed, so
-- that every server has the same plans on every day: nobody runs ANALYZE.

-- Signed visits of one product. The index before it had the document in front and was of no use.
DROP INDEX board_visit_by_asset;
CREATE INDEX board_visit_by_asset ON board_visit (organisation, asset_key);

ANALYZE server;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('actor', 'actor', '300000 3 1'),
    ('board_device', 'board_device', '200 200 1'),
    ('board_device', 'board_device_by_seq', '200 200 1'),
    ('board_visit', 'board_visit', '100000 100000 1'),
    ('board_visit', 'board_visit_by_asset', '100000 100000 5'),
    ('board_visit', 'board_visit_by_call_out', '100000 1'),
    ('board_visit', 'board_visit_by_seq', '100000 100000 1'),
    ('blob', 'blob', '200000 200000 1'),
    ('blob_reference', 'blob_reference', '200000 200000 1 1'),
    ('blob_reference', 'blob_reference_by_document', '200000 200000 2'),
    ('call_out', 'call_out', '100000 1'),
    ('change', 'change_by_document', '4200000 42 1'),
    ('change', 'sqlite_autoindex_change_1', '4200000 4200000 1'),
    ('change', 'sqlite_autoindex_change_2', '4200000 42 1'),
    ('change', 'sqlite_autoindex_change_3', '4200000 42 14 1'),
    ('device', 'device', '200 200 1'),
    ('document', 'document', '150000 1'),
    ('document', 'document_by_call_out', '150000 1'),
    ('ledger_entry', 'ledger_entry', '1500000 1500000 15 4 1'),
    ('ledger_entry', 'ledger_entry_by_subject', '1500000 1500000 200000 3'),
    ('ledger_entry', 'ledger_entry_in_order', '1500000 1500000 200000 100000 2 1 1'),
    ('log_entry', 'log_entry', '500000 500000 1'),
    ('person', 'person', '200 200 1'),
    ('quarantine', 'quarantine_by_device', '1000 10 10'),
    ('quarantine', 'quarantine_of_device', '1000 50'),
    ('quarantine', 'sqlite_autoindex_quarantine_1', '1000 10 1'),
    ('reference_row', 'reference_row_by_version', '50000 50000 5000 100 1'),
    ('reference_row', 'sqlite_autoindex_reference_row_1', '50000 50000 5000 100 1'),
    ('refused_change', 'refused_change_by_document', '1000 10 1'),
    ('refused_change', 'refused_change_by_organisation', '1000 1000 1'),
    ('refused_change', 'refused_change_by_verdict', '1000 1000 5'),
    ('refused_change', 'sqlite_autoindex_refused_change_1', '1000 50 10 1'),
    ('register_row', 'register_row', '50000 50000 1'),
    ('register_row', 'register_row_by_kind', '50000 50000 10000 1 1'),
    ('scope', 'scope', '200000 200000 1'),
    ('scope', 'scope_latest', '150000 750 1'),
    ('scope', 'scope_of_document', '150000 1 1 1 1'),
    ('seal', 'seal', '100000 1 1'),
    ('seal', 'seal_by_document', '100000 1');
ANALYZE sqlite_schema;
