-- Who has a document now, found by the document: whom a commit concerns (pokes).
CREATE INDEX scope_of_document ON scope (document, person, kind, seq) WHERE latest = 1;
