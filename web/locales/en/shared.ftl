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
attention-signature_refused = The customer did not sign
attention-customer_absent = Nobody was there to sign
attention-amendment_open = Open for a correction, not signed yet
attention-fee_without_consent = Charged without the customer’s consent before the work
attention-fee_without_leader = A fee without a leader’s consent
attention-charge_not_due = Charges something this service does not charge
attention-collected_beyond_charges = More money taken than charged
attention-collected_above_limit = More money taken on the spot than allowed
attention-money_open = Money still with the technician
attention-service_types_differ = Several decisions about who pays
attention-fee_disputed = Who pays is disputed
attention-survey_missing = The survey is not filled in
attention-survey_unfit = An answer to the survey is not on its scale
attention-return_visit_late = The return visit came late
attention-rework_due = The return visit found a defect
attention-charges_differ = The customer paid something else than was due
attention-unreadable = An entry cannot be understood

## Call-out

urgency-general = General
urgency-urgent = Urgent
work-repair = Repair
work-installation = Installation
work-inspection = Inspection
work-return_visit = Return visit
work-internal = Internal work
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
sign_off-fee_consent = Consent to the fee
sign_off-return_visit = Return visit confirmed
sign_off-take_away = Goods handed over for repair
sign_off-goods_return = Goods returned and accepted
sign_off-refused = The customer did not sign
sign_off-absent = Nobody was there to sign

seal-seal_too_large = The record is larger than a sealed record may be.
seal-seal_malformed = The record is damaged: it is not a complete sealed record.
seal-seal_unknown_format = The record was made by a newer version; update to verify it.
seal-seal_voucher_changed = The voucher was changed after it was signed.
seal-seal_other_visit = This sign-off belongs to another visit.
seal-seal_strokes = The strokes of the signature are missing or damaged.
seal-seal_mark = What stands under the sign-off does not fit: a signature or stamp is missing, or stands where nobody signed.
seal-seal_other_paper = This sign-off is on the paper of another kind of document.
seal-seal_fee_consent = When the consent to the fee was given, it could not be given.
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
refusal-signed = The customer has signed. To correct something, open an amendment.
refusal-content_changed = The visit changed since it was shown. Show it to the customer again.
refusal-swap_incomplete = The part swap is not complete.
refusal-swap_same_serial = Old and new number are the same.
refusal-no_such_check = There is no such check in this visit.
refusal-no_such_part_line = There is no such part line, or it is struck already.
refusal-reason_missing = Give a reason.
refusal-text_too_long = The text is too long.
refusal-signer_missing = The signer’s name is missing.
refusal-no_strokes = There is no signature yet.
refusal-stamp_missing = Take a picture of the customer’s stamp first.
refusal-words_missing = Write down the customer’s own words.
refusal-other_paper = This is signed on another paper.
refusal-not_signed = Nobody has signed yet. No amendment is needed.
refusal-amendment_open = The visit is open for a correction already. Correct it, then let the customer sign.
refusal-no_such_amendment = There is no such correction, or it is signed or accepted already.
refusal-nothing_charged = Record the charges first.
refusal-amount_out_of_range = Check the sum: it must be above zero.
refusal-charge_not_due = This type of service does not charge for that.
refusal-no_such_charge = There is no such charge of yours, or it is struck already.
refusal-fee_not_agreed = Ask the customer to agree to the fee first.
refusal-leader_consent_missing = No fee here without a leader’s consent. Call your leader.
refusal-fee_open = It is not decided yet who pays. Take no money.
refusal-beyond_charges = This is more than the recorded charges. Take nothing beyond them.
refusal-above_fee_limit = This is too much to take on the spot. Ask for an invoice.
refusal-no_survey = No survey belongs to this visit.
refusal-grade_out_of_scale = Give at least one grade, on the scale that is shown.
refusal-survey_reasons_missing = Ask why it is not the full score, and write it down.
refusal-not_a_return_visit = This visit is no return visit.
refusal-return_visit_incomplete = The record of the return visit is not complete.
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
