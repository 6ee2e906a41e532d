### Texts that all pages share: names of values, errors, times.

brand = Fieldbook

## Languages

language-zh-CN = 中文
language-en = English

## Actions

action-close = Close
action-retry = Try again
action-discard = Discard

## Times

time-just-now = just now
time-ago = { $span } ago
time-minutes = { $count } min
time-hours = { $count } h
time-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}

## State of a visit

state-assigned = Assigned
state-on_site = On site
state-working = Working
state-finished = To be signed
state-signed = Signed
state-changed = Signed, changed
state-cancelled = Cancelled

## What needs attention

attention-conflict = Two people wrote the same field at once
attention-worked_after_reassignment = Worked on after it was reassigned
attention-finished_twice = More than one technician finished it
attention-cancelled_after_arrival = Cancelled, but somebody had arrived
attention-changed_after_signature = Changed after the customer signed
attention-signed_twice = Signed more than once
attention-seal_invalid = The sealed sign-off does not verify
attention-void_trip = A technician came for nothing
attention-unreadable = An entry cannot be understood

## Call-out

urgency-general = General
urgency-urgent = Urgent
work-repair = Repair
work-installation = Installation
work-inspection = Inspection
service_type-A = Paid service (A)
service_type-B = Contract service (B)
service_type-C = Free service (C)
service_type-D = Internal or other (D)

## Checks and part swaps

check-good = In order
check-defect = Defect
check-not_applicable = Does not apply
swap-part = Part
swap-terminal = GPS terminal
swap-sim = SIM card

## Events

event-assigned = Assigned
event-cancelled = Cancelled
event-arrived = Arrived
event-started = Started work
event-finished = Finished
event-reopened = Took the finish back
event-void_trip = Void trip

## Sign-off

sign_off-acceptance = Acceptance by the customer

seal-seal_too_large = The record is larger than a sealed record may be.
seal-seal_malformed = The record is damaged: it is not a complete sealed record.
seal-seal_unknown_format = The record was made by a newer version; update to verify it.
seal-seal_voucher_changed = The voucher was changed after it was signed.
seal-seal_other_visit = This sign-off belongs to another visit.
seal-seal_strokes = The strokes of the signature are missing or damaged.
seal-seal_signer = It does not say who signed.
seal-seal_signature = The device signature does not match the record.
seal-seal_other_key = It was not sealed by the phone on record.
seal-seal_unknown_heads = The visit does not hold the version that was signed.
seal-sign_before_finish = When it was signed, the work was not finished or not complete.
seal-seal_content = The voucher does not say what the visit said when it was signed.
seal-seal_key = The device key could not seal it.

## Why the rules do not allow it

refusal-not_assigned = This visit is not, or no longer, assigned to you.
refusal-cancelled = The desk cancelled this visit.
refusal-already_arrived = Your arrival is recorded already.
refusal-not_arrived = Record your arrival first.
refusal-already_started = The work has begun already.
refusal-not_started = Start the work first.
refusal-already_finished = The visit is finished; take the finish back to change it.
refusal-incomplete = Something is still missing.
refusal-sign_before_finish = The customer can sign only after the work is finished.
refusal-signed = The customer has signed; a signed visit is not changed.
refusal-content_changed = The visit changed since it was shown. Show it to the customer again.
refusal-swap_incomplete = The part swap is not complete.
refusal-swap_same_serial = Old and new number are the same.
refusal-no_such_check = There is no such check in this visit.
refusal-no_such_part_line = There is no such part line, or it is struck already.
refusal-reason_missing = Give a reason.
refusal-text_too_long = The text is too long.
refusal-signer_missing = The signer’s name is missing.
refusal-no_strokes = There is no signature yet.
refusal-photo_unusable = This photo cannot be used.

## Errors

error-offline = The server cannot be reached. Check the connection and try again.
error-unknown = The server did not accept this ({ $code }).
error-malformed = The server did not understand this. Reload the page and try again.
error-too_large = This is too large. Shorten it and try again.
error-upgrade_application = This page is out of date. Reload it.
error-upgrade_server = The server is out of date. Ask your administrator to update it.
error-unauthenticated = You are not signed in, or your session has ended.
error-token_expired = The access has expired. Try again.
error-clock_skew = This device’s clock is wrong. Set it and try again.
error-device_revoked = The desk revoked this phone. It sends and receives nothing any more. What is on it stays: take it to the desk.
error-enrolment_code = The code is wrong, used or expired. Ask the desk for a new one.
error-forbidden = You are not allowed to do this.
error-not_found = Not found, or no longer yours to see.
error-conflict = Things have changed meanwhile. Look at the visit again.
error-epoch_changed = The server was restored. Everything here is kept and sent again.
error-offset = The upload did not connect; it goes on from where it stopped.
error-hash_mismatch = The upload arrived incomplete; it starts again.
error-invalid = Something is not filled in correctly. Check it and try again.
error-rate_limited = Too many tries. Wait a moment.
error-unavailable = The server is busy. Try again shortly.
error-internal = Something broke in the server and was logged. Try again shortly.
