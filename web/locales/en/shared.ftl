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
attention-serial_used_twice = Serial used twice
attention-strokes_copied = A signature has the strokes of another one
attention-name_differs = Named otherwise than in the roster
attention-terms_differ = Terms differ from the policy
attention-clock_unproven = Time is not proven
attention-clock_wrong = The phone’s clock was wrong

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
event-exception_noted = Exception noted
event-reported = Reported to the unit
event-disagreement_noted = Customer disagrees
event-wish_noted = Customer wants exchange or refund
event-part_requested = Asked for a part
event-request_decided = Decided on a part
event-permission_noted = Another way was allowed
event-dealer_informed = Told the dealer
event-dealer_named = A dealer's product
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
seal-seal_check_address = The address to have the record checked at is unusable.
seal-seal_other_paper = This sign-off is on the paper of another kind of document.
seal-seal_fee_consent = When the consent to the fee was given, it could not be given.
seal-seal_signer = It does not say who signed.
seal-seal_certificate = The certificate in the record is not of this device and organisation.
seal-seal_no_certificate = The record holds no certificate of the device.
seal-seal_other_organisation = The device was certified by another organisation key than expected.
seal-seal_receipt = The server’s receipt in the record is not of this device and organisation.
seal-work_statement = The author’s statement over this work is not of this device or organisation.
seal-seal_revoked_device = It was sealed on a device that had been put out of use.
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
refusal-collect_before_finish = Money is taken only after the work is finished. Finish the work first.
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
refusal-receipt_first = Goods leave the customer only against a receipt: choose “Take it along”.
refusal-promise_needs_document = A completion date needs a document behind it. Enter which.
refusal-no_such_entry = There is no such entry, or it was struck already.
refusal-not_strikable = This entry cannot be struck.
refusal-already_decided = This request was decided already.
refusal-not_filled_in = Something is not filled in, or not as it can be.
refusal-receipt_number = The receipt needs a number from this device’s range.
refusal-taking_not_signed = The customer has not signed that the goods are taken along.
refusal-not_inspected = Nobody has passed the repair. Have it inspected and record who did it.
refusal-not_booked = The goods are not booked into stock yet.
refusal-already_returned = The goods are back at the customer already.
refusal-return_first = Return the goods first.
refusal-holder_unclear = It is not clear who has it now. Look at the hand-overs.
refusal-no_number_range = This device has no range of numbers yet. Connect once, then try again.
refusal-goods_not_returned = The goods taken along are not back and signed for.
refusal-document_full = Too much has been recorded here. Close this one now (finish and sign, or stop the work) and ask the desk for a new one to go on in.
refusal-survey_before_finish = The customer is asked for grades after the work is finished. Finish the work first.
refusal-exception_not_allowed = The organisation does not allow this exception.
refusal-gone_elsewhere = This is no longer yours. Ask the desk.
refusal-not_paid_work = The customer does not pay for this repair.
refusal-not_yours_to_strike = This entry is not yours to strike. Ask the desk.
refusal-disposition_not_allowed = What is known about the part does not allow this.
refusal-approver_missing = Say why the part stays with the customer and who approved it.
refusal-promise_needs_reason = This is later than required. Give the reason and whom you told.
refusal-answer_time_missing = Promise the customer by when there is an answer.
refusal-not_your_day = This day belongs to somebody else.
refusal-minutes_out_of_range = Enter the minutes: at least 1, at most a whole day.
refusal-work_text_missing = Say what was done.
refusal-no_such_work = There is no such work on this day, or it is struck already.
refusal-report_changed = The day has changed since it was shown. Read it again, then confirm.

## Errors

error-offline = The server cannot be reached. Check the connection and try again.
error-unknown = The server did not accept this ({ $code }).
error-malformed = The server did not understand this. Reload the page and try again.
error-too_large = This is too much at once. Enter it in smaller parts: a shorter text, a smaller picture. If it is still refused, finish this one and ask the desk for a new one.
error-upgrade_application = This page is out of date. Reload it.
error-upgrade_server = The server is out of date. Ask your administrator to update it.
error-unauthenticated = You are not signed in, or your session has ended.
error-token_expired = The access has expired. Try again.
error-clock_skew = This device’s clock is wrong. Set it and try again.
error-device_revoked = The desk revoked this phone. It receives nothing any more. What was entered on it is handed over to the desk, which looks at it; photos stay on it: take it to the desk.
error-enrolment_code = The code is wrong, used or expired. Ask the desk for a new one.
error-forbidden = You are not allowed to do this.
error-not_found = Not found, or no longer yours to see.
error-conflict = Things have changed meanwhile. Look at the visit again.
error-epoch_changed = The server was restored. Everything here is kept and sent again.
error-pos_ahead = The server was restored. Everything here is kept and sent again.
error-offset = The upload did not connect; it goes on from where it stopped.
error-hash_mismatch = The upload arrived incomplete; it starts again.
error-invalid = Something is not filled in correctly. Check it and try again.
error-rate_limited = Too many tries. Wait a moment.
error-unavailable = The server is busy. Try again shortly.
error-internal = Something broke in the server and was logged. Try again shortly.

## How far a repair is

repair-stage-taken = Taken along
repair-stage-in_repair = In repair
repair-stage-inspected = Inspected
repair-stage-ready = Ready to be collected
repair-stage-returned = Returned

## What became of a goods receipt

receipt-valid = Receipt with the customer
receipt-void = Receipt void
receipt-missing = Receipt missing, statement given

## What needs attention in a repair

repair-flag-holder_unclear = More than one person is said to have it
repair-flag-left_again = Left the customer again under the old receipt
repair-flag-taking_unsigned = Went on before the customer signed
repair-flag-return_unsigned = Returned, not signed by the customer
repair-flag-changed_after_signature = Something was written after the customer signed the return
repair-flag-returned_uninspected = Returned without inspection
repair-flag-inspected_apart = Inspection recorded without whoever returned it knowing
repair-flag-inspection_disputed = Inspectors disagree
repair-flag-inspected_by_other = Inspected by another office than intended
repair-flag-inspected_by_repairer = Passed on the repairer’s own word
repair-flag-returned_unbooked = Returned without being booked into stock
repair-flag-receipt_outstanding = Returned, the receipt is still out
repair-flag-receipt_voided_early = Receipt voided before the return
repair-flag-awaits_decision = Cannot be repaired; a superior has to decide
repair-flag-promise_missing = No date was promised
repair-flag-promise_disputed = Two dates were promised
repair-flag-promise_duty_open = The promised date cannot be kept
repair-flag-not_collected = Three notices in vain: tell the company, send by mail
repair-flag-invoice_outstanding = Returned, no invoice requested
repair-flag-invoice_other_day = Invoice dated on another day than the return
repair-flag-not_fitted_and_tested = Component not fitted and tested at the customer’s
repair-flag-seal_invalid = A sealed sign-off does not verify
repair-flag-unreadable = An entry cannot be understood

## What becomes of an old part

disposition-return = Return to the company
disposition-local_sale = Local sale
disposition-local_destruction = Local destruction
disposition-give_away = Give away
disposition-kept_by_customer = Stays with the customer

## How far an old part is

old_part-progress-completed = Swap completed
old_part-progress-promised = Hand-over promised
old_part-progress-handed_over = Handed over
old_part-progress-shipped = Shipped
old_part-progress-judged = Liability judged
old_part-progress-disposed = Dealt with
old_part-progress-withdrawn = No part came out

## What is next for an old part

old_part-next-hand_over = Hand it to the storekeeper
old_part-next-acknowledge = The storekeeper acknowledges it
old_part-next-label = Put the label on
old_part-next-pack = Pack and list it
old_part-next-request_freight = Request the freight
old_part-next-ship = Ship it
old_part-next-receive = The head-office store receives it
old_part-next-review = Begin the review
old_part-next-judge = Judge liability
old_part-next-claim = Open a claim on the supplier
old_part-next-dispose = Deal with it
old_part-next-paper = File the paper of its disposal
old_part-next-remittance = Collect the buyer’s money

## What needs attention with an old part

old_part-flag-holder_unclear = More than one person is said to have it
old_part-flag-disposition_not_allowed = The facts do not allow this disposition
old_part-flag-disposition_disputed = People decided differently about it
old_part-flag-stock_discrepancy = Stayed with the customer without leave
old_part-flag-promise_unexcused = Promised later than required, without reason or report
old_part-flag-unacknowledged = Handed over, not acknowledged
old_part-flag-shipped_unlisted = Shipped without a packing list
old_part-flag-shipped_unlabelled = Shipped without a label
old_part-flag-shipped_without_freight = Shipped without a freight request
old_part-flag-disposed_otherwise = Dealt with in another way than intended
old_part-flag-disposal_paper_missing = The paper of its disposal is missing
old_part-flag-sale_too_low = Sold too low, without a reason
old_part-flag-sale_quotes_missing = Sold below the market without three quotes
old_part-flag-sale_unapproved = Sold below the market, not approved
old_part-flag-discrepancy = The storekeeper found something else
old_part-flag-unreadable = An entry cannot be understood

## How far a complaint is

complaint-stage-received = Received
complaint-stage-valid = Valid
complaint-stage-not_valid = Not valid
complaint-stage-answered = Answered
complaint-stage-closed = Closed
complaint-stage-resubmitted = Goes on in a new complaint

## What needs attention in a complaint

complaint-flag-numbered_twice = It has two numbers
complaint-flag-owner_unclear = It was passed on to two people at once
complaint-flag-answer_time_missing = No answer time was promised
complaint-flag-class_disputed = Two cause classes stand
complaint-flag-decision_disputed = Two decisions stand
complaint-flag-answered_before_decision = Answered before it was decided
complaint-flag-answer_not_written = Serious, and not answered in writing
complaint-flag-closed_undecided = Closed without a decision
complaint-flag-joint_inspection = A joint inspection was asked for
complaint-flag-changed_after_resubmission = Something was written after it was resubmitted
complaint-flag-unreadable = An entry cannot be understood

## What a document opened on a device states otherwise than the office has it

doubt-name_differs = Named otherwise than in the roster
doubt-terms_differ = Terms differ from the policy
doubt-number_foreign = A number of another range

## Exceptions beside a missed target

exception-holiday = Holiday
exception-no_tickets = No tickets to be had
exception-customer_wish = The customer wished another time
