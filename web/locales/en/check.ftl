### The page for whoever holds a paper.

check-title = Check a service paper
check-language = 中文
check-asking = Looking for the record …
check-not-asked = Not checked yet

## What the server knows of a record

check-held = This record is genuine and unchanged
check-held-amended = Genuine, but there is something newer
check-with = It is with { $organisation }, unchanged since { $since }.
check-with-undated = It is with { $organisation }.
check-number = Number
check-kind = What was signed
check-signed-at = Signed on
check-compare-number = This does not yet say that your paper is unchanged. The same number must stand on it; then open the PDF and compare, above all the amounts.
check-nothing-later = Nothing was changed or signed afterwards.
check-later = What came later:
check-later-signed = Changed, and signed by the customer on { $at }.
check-later-accepted = Changed, and accepted by the company without the customer’s signature on { $at }.
check-later-open = Changed; nobody has signed the change yet.
check-later-sign_off = { $kind }, on { $at }.
check-device-certified = The phone it was signed on belongs to the company.
check-device-out-title = Ask the company about this record
check-device-out-later = The phone it was signed on was put out of use later, on { $at }. The record was here before that.
check-device-out = The phone it was signed on was put out of use on { $at }, and the record came only after that. Ask the company.
check-pdf = Get the PDF
check-pdf-newest = Get the newest PDF
check-unknown = This record is not here
check-unknown-why = The technician’s phone may not have sent it yet: without a signal that can take until the evening.
check-unknown-do = Try again later. If it stays unknown, call the company; use a number you already have, not the one on the paper.
check-other-number = The code is not from this paper
check-other-number-why = The code names the number { $code }, but the record it leads to has the number { $here }. Ask the company.

## A file

check-file-title = Check a file
check-file-lead = The PDF of the paper, a sealed record or an exported visit. Is it unchanged?
check-file-choose = Choose a file
check-file-kept = The file is checked and not kept.
check-file-asking = Checking { $name } …
check-file-not-checked = The file was not checked
check-file-valid = The file is unchanged
check-file-not-ours = The file is unchanged, but not known here
check-file-not-ours-why = Nothing shows that it was signed on a device of this company.
check-file-record = Not one character was changed since it was signed.
check-file-pdf = The pages say exactly what was signed.
check-file-export = What was signed on the visit is unchanged.
check-file-uncovered = { $n } of { $of } entries in it are covered by no signature. Anybody who had the file can have added them.
check-file-invalid = The file is not valid
check-file-records-count = Only what is told below counts, not what the pages say.
check-file-other = This file is not the paper you scanned
check-file-other-why = The code on the paper belongs to another record than the ones in this file.
check-file-same = It is the record of the paper you scanned
check-too-large = The file is too large to be a paper from here.
check-record-not-here = This server does not have the record. The company’s own server may.
check-note-put_out_later = The phone it was signed on was put out of use on { $at }. Only that phone’s own clock says that it was signed before.
check-note-device_unknown = Whose phone it was signed on is not known here.

check-reason-export_nothing_sealed = Nothing in this file was signed. Anybody can have written it.
check-reason-paper_pages = The pages were changed, or the file was saved anew by another program.
check-reason-paper_other_layout = The pages were made by another version and cannot be compared here.
check-reason-paper_no_seal = There is no signed record in this PDF.
check-reason-seal_malformed = This is no signed record, or it is damaged.
check-reason-seal_certificate = The certificate of the phone in the record does not match.
check-reason-seal_no_certificate = The record does not show whose phone it was signed on.
check-reason-seal_other_organisation = The phone was not certified by the company that the record names.
check-reason-seal_revoked_device = It was signed on a phone that had been put out of use before.
check-reason-export_change = An entry of the visit was changed, or one that others build on is missing.
check-reason-export_other_document = The entries are of another visit than the file says.
check-reason-export_malformed = This is no exported visit, or it is damaged.
check-reason-other = A part of the file does not match.
