### The board: the dispatcher's page.

page-title-attention = ({ $count }) { $title }

## Header

connection-connecting = Connecting…
connection-live = Live since { $since }
connection-broken = Reconnecting, lost at { $since }
connection-stale = Connection lost at { $since }; this is how things stood then. { $reason }
people-open = People and phones
call-out-new = New call-out
call-out-new-float =
    .aria-label = New call-out
    .title = New call-out

## Filters

filters =
    .aria-label = Filter visits by state
filter-all = All
filter-attention = Attention
filter-assigned = Assigned
filter-on_site = On site
filter-working = Working
filter-finished = To be signed
filter-signed = Signed
filter-cancelled = Cancelled
search-label = Search visits
search =
    .placeholder = Customer, number, product, technician
    .title = Press / to search
day-label = Days
day-current = Today
day-later = Later
day-all = All days

## Phones

devices-summary = { $count ->
    [one] { $count } phone
   *[other] { $count } phones
}{ $offline ->
    [0] {""}
   *[other] , { $offline } offline
}{ $unsent ->
    [0] {""}
    [one] , { $unsent } holds unsent work
   *[other] , { $unsent } hold unsent work
}
devices-title = { $offline ->
    [0] Every phone was heard within { $minutes } minutes
    [one] { $offline } phone was not heard for over { $minutes } minutes
   *[other] { $offline } phones were not heard for over { $minutes } minutes
}
device-line = { $device } · { $heard }
device-heard = Last heard
device-state-heard = In contact
device-state-offline = Offline: not heard for over { $minutes } minutes
device-state-revoked = Revoked
device-heard-at = Last heard { $at }
device-unsent = Not sent
device-unsent-none = Nothing, as far as it said when last heard
device-oldest = Oldest of it
device-unknown = unknown phone
device-person = Person
device-state = State
device-enrolled = Enrolled
revoke-open = Revoke this phone
revoke-title = Revoke “{ $device }”?
revoke-lead = { $name }’s phone can then neither read nor send anything, and this cannot be undone. A phone of theirs is enrolled as a new device.
revoke-unsent = What has been received stays valid. What has not stays on that phone and can no longer be sent.
revoke-submit = Revoke
revoke-done = “{ $device }” is revoked.

## List

visits-title = Visits
column-when = Appointment
column-number = Number
column-customer = Customer
column-product = Product and fault
column-technician = Technician
column-state = State
column-signature = Signature
column-counts = Checks, parts, photos
group-attention-current = Needs attention
group-attention-later = Needs attention
group-attention-all = Needs attention
group-others-current = Today’s visits
group-others-later = Later visits
group-others-all = Other visits
no-appointment = No time set
no-technician = Nobody
late-by = appointment { $span } ago
signature-of = Signature of { $name }
signed-by-stamp = With the customer’s stamp; its picture is among the photos.
unsigned-reason = Reason: { $reason }
unsigned-words = In the customer’s words: “{ $words }”
count-checks = { $done } of { $total } checks done
count-parts = { $count ->
    [one] { $count } part swap
   *[other] { $count } part swaps
}
count-photos = { $done } of { $total } photos received
evidence-incomplete = Evidence incomplete: { $count ->
    [one] { $count } photo
   *[other] { $count } photos
}
list-loading = Loading the board…
list-error = The board could not be loaded
list-nothing = No visits yet
list-nothing-next = When a customer calls, register the call-out and send a technician; the visit then appears here.
list-more = Show more ({ $count } left)
list-no-match = No visit matches
list-no-match-next = Try other words or another state, or look at all days.
list-show-all = Show all visits
announcement = { $number }: { $state }.

## Visit

visit = Visit
visit-loading = Loading the visit…
visit-error = The visit could not be loaded
visit-gone = There is no such visit
visit-back-to-board = Back to the board
visit-technician = Technician: { $name }
visit-appointment = Appointment: { $time }
visit-late-by = { $span } ago, nobody has arrived
by-at = { $name }, { $time }
person-unknown = somebody unknown
reason = Reason: { $reason }
who-where = { $name }, { $where }

step-assigned = Assigned
step-on_site = Arrived
step-working = Started
step-finished = Finished
step-signed = Signed
step-cancelled = Cancelled

section-sign-offs = Sign-off
section-call-out = Call-out
section-customer = Customer
section-asset = Product
section-findings = Findings
section-treatment = Treatment
section-parts = Parts
section-checklist = Checklist
section-photos = Photos
section-timeline = Events
nothing-written = Nothing written yet.
parts-none = No parts were exchanged.
checklist-none = This visit has no checklist.
photos-none = No photos.

fact-received = Received
fact-service-type = Service type
fact-work = Work
fact-urgency = Urgency
fact-customer = Customer
fact-address = Address
fact-contact = Contact
fact-phone = Phone
fact-product = Product
fact-model = Model
fact-serial = Serial number
fact-plate = Licence plate

check-open = Open
check-open-required = Required, open

part-quantity = × { $count }
part-number = Part number { $number }
part-old = Out
part-new = In
part-no-serial = no number
part-reason = Reason: { $reason }
part-label-fault = Fault on the label: { $fault }
part-struck = Struck ({ $reason }), { $name }, { $time }

photo-untitled = Photo from the site
photo-enlarge = Enlarge: { $caption }
photo-pending = Still on the phone
photo-error = Cannot be shown now

signer-with-role = { $name } ({ $role })
signer-remarks = Remarks: { $remarks }
seal-verified = Seal verified
seal-verified-detail = The visit says exactly what the customer signed.
seal-verified-changed = Signed, and changed since
seal-verified-changed-detail = The seal itself verifies. The signature covers what was shown then, not what was written later.
seal-failed = The seal does not verify
seal-unknown = A part of the record does not match.
paper-pdf = PDF with all signatures
export-visit = Export (for checking)
seal-download = Download the sealed record
time-proven = Time proven
time-proven-detail = The server was heard since the phone was started, and the phone has counted on since. Setting its clock cannot have moved this time.
time-plausible = Time plausible
time-plausible-detail = By the phone’s clock, which fits what the server knows. It could have been set between the two times named.
time-unproven = Time not proven
time-unproven-detail = The phone’s clock contradicts its own counter or what the server knows.
time-bounds = For certain between { $earliest } and { $latest }.
time-bound-latest = For certain before { $latest }.
time-wall-behind = The phone’s clock, as it stands on the paper, was { $span } behind.
time-wall-ahead = The phone’s clock, as it stands on the paper, was { $span } ahead.

timeline-assigned = Assigned to { $name }
timeline-reassigned = Reassigned to { $name }
timeline-signed = Signed by the customer
timeline-customer = customer
timeline-at-desk = at the desk
timeline-on-phone = on a phone
timeline-on-device = on { $device }

## Attention: what to do

advice-conflict = Every value is kept below. Ask the technicians which one is right.
advice-worked_after_reassignment = The first technician’s work is valid and kept. Decide who completes the visit.
advice-finished_twice = Both finishes are kept. Decide whose record goes to the customer.
advice-cancelled_after_arrival = The work is kept. Ask the customer whether it should go on.
advice-changed_after_signature = The signature does not cover the change. If needed, ask the customer to sign again.
advice-signed_twice = Every signature is kept under Sign-off. Ask the technicians why the customer signed again.
advice-seal_invalid = Do not treat it as signed. The reason is under Sign-off; call the technician.
advice-void_trip = The reason is under Events. If work is still open, agree a new time with the customer.
advice-signature_refused = The reason and the customer’s words are under Sign-off. A supervisor calls the customer today; nobody presses for a signature.
advice-customer_absent = The reason is under Sign-off. Agree a time with the customer for the signature.
advice-amendment_open = What was signed stays as it is. Let the customer sign the correction, or accept it as a leader; until then stock does not follow it.
advice-fee_without_consent = Ask the technician what the customer was told, and the customer whether the fee is agreed.
advice-fee_without_leader = No fee may be taken here without a leader. Decide on it, and give money back if it was not due.
advice-charge_not_due = Check who pays for this visit. Strike the charge or correct the type of service.
advice-collected_beyond_charges = Nothing beyond the recorded charges may be taken. Ask the technician, and give back what was not due.
advice-collected_above_limit = The money was taken and is kept on record. Remind the technician that larger sums are invoiced.
advice-money_open = Accounting confirms the money once it is handed in.
advice-service_types_differ = Every decision is under Events. Decide once who pays.
advice-fee_disputed = The technical or quality office decides who pays. Until then no money is taken.
advice-survey_missing = Ask the customer how the visit was, and write the answer down.
advice-survey_unfit = The answer is kept under Events and does not count. Ask the customer again.
advice-return_visit_late = It counts as late. Plan the next one earlier.
advice-rework_due = The repair worker needs a written notice within 24 hours of the visit. Dispatch the rework.
advice-charges_differ = Compare the receipt with the charges of the repair, and settle the difference with the customer.
advice-unreadable = Everything else is unaffected. Tell your administrator the places named below.
advice-no_lead = Name one of them lead; without a lead the work cannot start.
advice-several_leads = The one named last counts. Name the right one again.
advice-appointment_refused = The customer’s words are under Events. Send somebody else or take the job back.
advice-appointments_differ = The later entry is shown. Ask the customer which time holds.
advice-delay_foreseen = Agree a new time with the customer, or send somebody else.
advice-checks_differ = The latest answer counts; all are kept. Ask the technicians.
advice-classes_differ = The higher class is shown. Decide which one is right.
advice-analysis_due = Have the analysis report written: impact, handling, cause, measures.
advice-stopped_again = See the reasons under Events; consider sending help.
advice-stopped_and_finished = The finish counts. Ask the one who stopped what is left to do.
advice-promises_differ = Tell the customer which date holds.
advice-promise_at_risk = Help so that the date can be kept, or agree another one with the customer.
advice-request_pending = Approve or decline the request.
advice-decisions_differ = The last decision counts. Check that nothing is issued wrongly.
advice-problem_reported = Decide on it and tell the technician. The message is under Events.
advice-disagreement = Speak with the customer. The words are under Events.
advice-customer_wish = Decide on it and answer the customer.
advice-repeat_repair = Look at the earlier repair and its cause.
advice-order_missing = Enter the order and link it to this visit.
advice-serial_used_twice = The same piece was fitted in another job too. Find out which number is right, and correct the wrong line.
advice-strokes_copied = Nobody signs twice alike: one drawing was used for both. Ask the customers whether they signed, and the technician.
advice-name_differs = The phone states another name for the technician or the organisation than the office has. Ask the technician, and check the phone.
advice-terms_differ = The visit was opened on a phone with terms that no policy here says. What was done and signed stays; check fees and due dates against the policy.
advice-clock_unproven = The phone’s clock may have been set. Work and signature stay. Under Sign-off and Events stands between which times it was; ask the technician.
advice-clock_wrong = The times shown here are right. The paper states the phone’s own time, which is off. Have the phone’s clock set to automatic.
conflict-in = Conflict: { $field }
conflict-in-item = Conflict: { $field }, “{ $item }”
conflict-shown = Shown
conflict-kept = Also written
value-empty = (empty)
value-of = { $field }: { $value }
copied-strokes = The signature ({ $kind }) has the same strokes as that of { $number } ({ $other }, { $time }).
copied-strokes-here = The signature ({ $kind }) has the same strokes as another one of this visit ({ $other }, { $time }).
late-work = After the visit was reassigned, { $person }’s phone “{ $device }” sent { $changes ->
    [one] { $changes } change
   *[other] { $changes } changes
} ({ $time }). They are part of the visit.
late-work-quarantined = After the visit was reassigned or the phone was put out, { $person }’s phone “{ $device }” sent { $changes ->
    [one] { $changes } change
   *[other] { $changes } changes
} ({ $time }). They are kept outside the visit until you decide.
late-work-take-in = Take into the visit
late-work-discard = Leave out
late-work-discard-lead = The work stays kept, outside the visit, and no longer waits.
late-work-discard-reason = Why does this work stay out?
late-work-discarded = Left out of the visit
late-work-taken-in = { $changes ->
    [one] { $changes } change is
   *[other] { $changes } changes are
} in the visit now.
late-work-refused = The rest was not taken in ({ $code }): { $detail }

field-checklist = Checklist
field-parts = Parts
field-photos = Photos
field-events = Events
field-customer = Customer
field-asset = Product
field-call_out = Call-out
field-appointment_at = Appointment
field-findings = Findings
field-treatment = Treatment
field-sign_offs = Sign-off
field-by = By
field-at = At
field-kind = Kind
field-name = Name
field-quantity = Quantity
field-part_number = Part number
field-old_serial = Number taken out
field-new_serial = Number put in
field-label_fault = Fault on the label
field-technician_name = Technician
field-caption = Caption
field-address = Address
field-phone = Phone
field-contact = Contact

## Actions

technician-with-load = { $name } ({ $count } open)

assign-open = Reassign
assign-title = Reassign visit { $number }
assign-lead = { $name } has it now. The visit moves from their phone to the new technician’s.
assign-begun = { $name } is already at it ({ $state }). Their work and signatures stay valid.
assign-technician = Technician
assign-reason = Why it changes hands
assign-submit = Reassign
assign-done = { $number } now belongs to { $name }.


call-out-appointment = Appointment

people-title = People and phones
people-lead = Give a technician a one-time code to enrol a phone with.
people-name = New technician’s name
people-add = Add and get a code
people-none = No technicians yet. Enter a name above to add the first.
people-phone = { $device } ({ $heard })
people-no-phone = No phone enrolled yet
people-new-code = New code

code-for = Code for { $name }
code-left = Valid for { $left }
code-expired = The code has expired
code-another = Get another
code-copy = Copy
code-copied = Copied
code-step-open = Open Fieldbook on the technician’s phone.
code-own-address = A phone does not find this address: it is this machine alone. Open this page by the server’s address in the network, and make the code there.
code-step-address = Enter this server address:{" "}
code-step-enter = Enter the code above and confirm.
