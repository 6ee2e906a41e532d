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
state-travelling = On the way
state-to_be_continued = To be continued
state-waiting_for_parts = Waiting for parts
state-taken_away = Taken along for repair

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
attention-no_lead = Several people go and nobody is named lead
attention-several_leads = Several people are named lead
attention-appointment_refused = The customer did not agree to another time
attention-appointments_differ = Two appointments were agreed at once
attention-delay_foreseen = Somebody will come later than agreed
attention-checks_differ = People answered a check differently
attention-classes_differ = Two fault classes were set at once
attention-analysis_due = Major fault: the analysis report is due
attention-stopped_again = The work stopped more than once
attention-stopped_and_finished = Stopped by one, finished by another
attention-promises_differ = Two completion dates were promised at once
attention-promise_at_risk = A promised date cannot be kept
attention-request_pending = A part that was asked for waits for approval
attention-decisions_differ = A request for a part was decided both ways
attention-problem_reported = A larger problem was reported
attention-disagreement = The customer sees cause or liability differently
attention-customer_wish = The customer wants an exchange or the money back
attention-repeat_repair = The same fault was repaired before
attention-order_missing = Done without an order

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
event-crew_joined = Goes along
event-crew_left = Goes no longer along
event-lead_named = Named lead
event-contact_attempted = Tried to reach the customer
event-appointment_set = Appointment agreed anew
event-appointment_refused = Customer did not agree to another time
event-departed = Set out
event-delay_foreseen = Will be late
event-site_noted = Wrote to the site record
event-data_corrected = Corrected data
event-check_answered = Answered a check
event-class_set = Set the fault class
event-suspended = Left, work not done
event-resumed = On site again
event-completion_promised = Promised a completion date
event-promise_at_risk = Promised date at risk
event-reported = Reported to the unit
event-disagreement_noted = Customer disagrees
event-wish_noted = Customer wants exchange or refund
event-part_requested = Asked for a part
event-request_decided = Decided on a part
event-permission_noted = Another way was allowed
event-dealer_informed = Told the dealer
event-repeat_noted = Repeat repair
event-order_linked = Order linked
event-struck = Struck an entry

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
refusal-no_lead = Several people go and nobody is named lead. Ask the desk to name one.
refusal-already_departed = You have set out already.
refusal-stopped = The work was stopped. Record that you go on with it first.
refusal-not_stopped = The work was not stopped.
refusal-consent_missing = Say who agreed to the time.
refusal-entry_incomplete = Something is not filled in yet.
refusal-not_a_number = Enter a number here.
refusal-nothing_to_correct = This value stands there already.
refusal-class_lowered = On site a fault class is only raised. Ask the desk to lower it.
refusal-promise_missing = Promise the customer a completion date first.
refusal-promise_needs_document = A completion date needs a document behind it. Enter which.
refusal-no_such_entry = There is no such entry, or it was struck already.
refusal-not_strikable = This entry cannot be struck.
refusal-already_decided = This request was decided already.

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
