### Texts of the technician's page.

hs-title-agenda = My visits
hs-title-visit = Visit
hs-title-sign = Sign
hs-title-enrol = Set up

## Bar

hs-airplane = { $on ->
    [on] Airplane: on
   *[off] Airplane: off
}
hs-airplane-on = As without signal: nothing is sent
hs-airplane-off = Sends as soon as there is signal
hs-airplane-on-hint = Nothing leaves this phone. Everything you enter is kept here.
hs-airplane-off-hint = What you enter is sent as soon as there is signal.
hs-bar-on-this-phone = On this phone: { $n }
hs-bar-photos = Photos to send: { $n }
hs-bar-parked = Needs a look: { $n }
hs-bar-received = All received
hs-last-contact = Last contact { $when }
hs-never-contact = No contact with the server yet
hs-app-not-running = The Fieldbook app on this device does not answer. What was typed is kept. Start the app again.

## Delivery

hs-delivery-on_this_phone = On this phone: { $n }
hs-delivery-received = Received, photos on the way
hs-delivery-complete = Received
hs-delivery-parked = Needs a look

## Outbox

hs-outbox = On this phone
hs-outbox-lead = This work is safe on this phone. It is sent as soon as there is signal; you need not wait.
hs-outbox-revoked = The desk revoked this phone. What was entered here is handed over to the desk, which looks at it; what still stands below could not be handed over yet. Photos stay on this phone: take it to the desk.
hs-outbox-airplane = Airplane mode is on: this work is safe on this phone and nothing is sent.
hs-outbox-empty = The server has everything.
hs-outbox-photos = { $n ->
    [one] { $n } photo to send
   *[other] { $n } photos to send
}
hs-outbox-last-error = The last try did not work:
hs-sync-now = Send now
hs-sync-done = Sent and received
hs-not-accepted = Not accepted
hs-not-accepted-entered = Entered { $time }. { $detail }
hs-not-accepted-sign = The customer’s signature is over exactly what was read then. Have it signed again.
hs-not-accepted-value = { $place }: { $became } (before: { $was })
hs-not-accepted-seen = I have read this
hs-copied = The data on this phone is a copy, found { $time }: it was set up from a backup or from another phone. What was entered on the other one after that is here only once it was sent. You can go on working.
hs-try-again = Try again
hs-try-again-done = It will be sent again
hs-last-contact-label = Last contact
hs-this-device = This phone
hs-server = Server
hs-parked-other = The server did not take this ({ $code }): { $detail } Your work is kept here. Tell the desk.
hs-parked-not_assigned = The visit belongs to somebody else now. Your work is kept here. Tell the desk.
hs-parked-malformed = The server could not read this. Your work is kept here. Update the app, then send again.
hs-parked-too_large = This is too large for the server. Your work is kept here. Tell the desk.
hs-parked-quarantined = The server keeps your work apart from the visit, because the visit went to somebody else long before it arrived, or because this phone was revoked. Nothing more is sent. Ask the desk to decide.
hs-parked-not_accepted = Something that was entered here was not accepted. See the list of what waits: enter it again, or have it signed again.
hs-parked-discarded = The desk left this out.
hs-parked-damaged_at_server = The server cannot read this now. Your work is kept here and sent again. Tell the desk if this stays.
hs-parked-quarantine_full = The desk keeps so much work of this phone apart already that it takes no more. Your work is kept here. Tell the desk.
hs-parked-work_set_aside = Part of your work on this phone was damaged and could not be joined to the visit. It is kept here. Tell the desk.
hs-parked-document_damaged = This visit is damaged on this phone. It is fetched again from the server. Tell the desk if this stays.

## Set-up

hs-enrol-title = Set up this device
hs-enrol-lead = Ask the desk for a one-time code. It is needed once; afterwards everything works without signal.
hs-enrol-server = Server address
hs-enrol-code = One-time code
hs-enrol-name = Name of this device
hs-enrol-default-name = My phone
hs-enrol-button = Set up

## Agenda

hs-agenda-title = My visits
hs-agenda-empty = No visits on this phone. When the desk assigns one, it appears here by itself.
hs-agenda-no-time = No time agreed
hs-agenda-left = No longer yours
hs-left = No longer on your list.
hs-left-with = Now with { $name }.
hs-left-reason = Reason: { $reason }
hs-call = Call { $name }

## Visit

hs-visit = Visit
hs-visit-not-here = This visit is not on this phone.
hs-steps = Steps
hs-step-arrive = Arrive
hs-step-start = Start
hs-step-work = Work
hs-step-finish = Finish
hs-step-sign = Sign
hs-do-arrive = I have arrived
hs-do-start = Start the work
hs-do-finish = Finish the work
hs-do-sign = Let the customer sign
hs-do-sealed = Show the signature
hs-do-reopen = Not finished: go on working
hs-do-void-trip = Trip in vain
hs-done-arrive = Arrival recorded on this phone
hs-done-start = Start recorded on this phone
hs-done-finish = Finish recorded on this phone
hs-nothing-to-do = Nothing to do here.
hs-missing-count = { $n ->
    [one] { $n } thing still to do
   *[other] { $n } things still to do
}
hs-goods-out = Goods still out: give them back and have them signed for
hs-job = Job
hs-job-more = Address and details
hs-appointment = Appointment
hs-address = Address
hs-contact = Contact
hs-phone = Phone
hs-product = Product
hs-serial = Serial number
hs-plate = Licence plate
hs-called-at = Called in
hs-optional = (optional)
hs-checklist = Checks
hs-checks-done = { $done } of { $all }
hs-check-note = Note
hs-check-add-note = Add a note
hs-check-open = Not checked
hs-findings = Findings
hs-findings-hint = What is wrong, and why?
hs-treatment = Treatment
hs-treatment-hint = What did you do?
hs-typing = Writing…
hs-saving = Saving…
hs-saved-here = Saved on this phone
hs-not-saved = Not saved yet, your text is kept: { $why }
hs-not-saved-closed = Your text is kept here but is not part of the visit: it cannot be written now.
hs-text-joined = Somebody else wrote here too; both texts are kept. Please read it again.
hs-count = { $n } of { $limit } characters
hs-missing = Still to do
hs-missing-check = Answer: { $label }
hs-missing-findings = Write the findings
hs-missing-treatment = Write the treatment
hs-missing-return_visit = Note what the return visit found
hs-missing-part_line = Part “{ $name }” lacks something: strike it and enter it again
hs-reason = Reason
hs-void-trip-lead = Say why there was nothing to do. The desk sees it.
hs-void-trip-confirm = Record it
hs-void-nobody = Nobody there
hs-void-solved = Already solved
hs-void-refused = Customer does not want it
hs-void-colleague = A colleague did it
hs-conflicts = Written twice
hs-conflicts-lead = Two people wrote the same field at once. Both are kept; the desk decides.
hs-conflict-shown = (shown)
hs-place-call_out = Call-out
hs-place-customer = Customer
hs-place-asset = Product
hs-place-appointment_at = Appointment
hs-place-parts = Part

## Parts

hs-parts = Parts
hs-parts-none = No part exchanged.
hs-part-add = Add a part
hs-part-save = Save the part
hs-part-saved = Part saved on this phone
hs-part-name = Name of the part
hs-part-quantity = Quantity
hs-part-reason = Reason
hs-part-number = Part number
hs-part-old-serial = Old number (taken out)
hs-part-new-serial = New number (put in)
hs-part-label-fault = Fault for the label of the old terminal
hs-part-label-plate = Put a label on the old terminal: plate { $plate } and this fault.
hs-part-label-no-plate = Put a label with the plate and this fault on the old terminal.
hs-part-strike = Strike
hs-part-strike-title = Strike “{ $name }”?
hs-part-strike-lead = The line stays readable, but no longer counts.
hs-part-struck = Struck: { $reason }
hs-swap-kind = Kind
hs-old = Old
hs-new = New
hs-less = One less
hs-more = One more
hs-reason-worn = Worn
hs-reason-broken = Broken
hs-reason-no-power = No power
hs-reason-water = Water damage
hs-reason-upgrade = Upgrade
hs-reason-other-fault = Intermittent fault
hs-label-fault-no-position = No position
hs-label-fault-no-data = Sends no data
hs-label-fault-no-power = No power
hs-label-fault-damaged = Damaged
hs-strike-typo = Typing error
hs-strike-not-used = Not used after all
hs-strike-twice = Entered twice
hs-swap-needs-name = Enter the name of the part.
hs-swap-needs-reason = Enter why it was exchanged.
hs-swap-needs-quantity = Enter how many, from 1 to 9999.
hs-swap-needs-old_serial = Enter or scan the number that was taken out.
hs-swap-needs-new_serial = Enter or scan the number that was put in.
hs-swap-needs-label_fault = Enter the fault for the label.

## Photos

hs-photos = Photos
hs-photos-none = No photos.
hs-photo = Photo
hs-photo-caption = What does the photo show?
hs-photo-take = Take a photo
hs-photo-choose = Choose
hs-photo-saved = { $n ->
    [one] Photo saved on this phone
   *[other] { $n } photos saved on this phone
}
hs-photo-elsewhere = On another phone
hs-photo-on_this_phone = On this phone
hs-photo-sending = Sending, { $percent } %
hs-photo-complete = Received
hs-photo-parked = Not taken by the server
hs-photo-held-photo_day_full = As many as allowed today; goes on tomorrow
hs-photo-held-photo_space_full = The server has no room for photos; tell the desk
hs-photo-on_its_way = Being fetched, { $percent } %
hs-photo-wanted = The whole photo is on another phone. It is fetched when there is a signal; open it again then.

## Signing

hs-sign-back = Back to the visit
hs-sign-title = Please read and sign
hs-sign-lead = Your signature covers exactly what is shown here.
hs-sign-language = Language
hs-sign-changed = The content has changed. Please read it again and sign again.
hs-signer-name = Your name
hs-signer-role = Role (optional)
hs-signer-remarks = Remarks (optional)
hs-sign-signature = Your signature
hs-sign-pad = Field for the signature
hs-sign-here = Sign here with your finger
hs-sign-clear = Sign again
hs-sign-full = The field is full. Tap “Sign again” to start over.
hs-sign-no-strokes = Please sign in the field above.
hs-sign-seal = Sign and seal
hs-sign-promise = Text, photos and signature are sealed together on this phone, also without signal. Nobody can change them afterwards without it being seen.
hs-sealed-title = Signed and sealed
hs-sealed-lead = Thank you. Any later change would be seen.
hs-sealed-done = Done
hs-signature-of = Signature of { $name }
hs-signed-by = Signed by
hs-signed-at = Signed at
hs-seal-file = Save the sealed record
hs-receipt-from-server = The server signed for it at { $time }.
hs-receipt-file = Save the server’s receipt

## The customer's copy

hs-do-give-copy = Give the customer a copy
hs-do-voucher-pdf = Voucher as PDF
hs-do-receipt-pdf = Receipt as PDF
hs-copy-scan = The customer scans this with a phone
hs-copy-code = Code of the page that checks this record
hs-copy-received = The server has the record. The customer’s phone needs a signal to open the page.
hs-copy-not-yet = This phone has not sent the record yet. The code works once it has, and the customer has a signal. Until then hand over the file.
hs-copy-no-code = This record names no page to check it. Hand over the file.
hs-copy-file-title = By file, without a signal
hs-copy-file-lead = Everything is in the file, also the proof. It can be checked years later.
hs-do-share-pdf = Send the file
hs-do-save-pdf = Save the file
hs-sign-unprintable = These characters cannot be printed: { $characters }. On the paper their numbers stand instead. If you can, go back and write them otherwise.

## Voucher

hs-voucher-acceptance = Service voucher
hs-customer = Customer
hs-name = Name
hs-product-name = Product
hs-model = Model
hs-voucher-order = Order
hs-work = Work
hs-urgency = Urgency
hs-service-type = Payment
hs-voucher-times = Visit
hs-technician = Technician
hs-arrived-at = Arrived
hs-started-at = Started
hs-finished-at = Finished
hs-voucher-identity = Record
hs-voucher-version = Version
hs-voucher-language = Language
hs-voucher-visit = Visit
hs-voucher-call-out = Call-out
hs-voucher-organisation = Organisation
hs-voucher-technician = Technician
hs-voucher-digest = Fingerprint (SHA-256)

## Problems: what happened and what to do

hs-problem-other = This did not work ({ $code }). Nothing was lost. Try again.
hs-problem-app_not_running = The Fieldbook app on this device does not answer. Your entry is kept. Start the app and try again.
hs-problem-airplane = Airplane mode is on. Switch it off to send.
hs-problem-not_enrolled = This device is not set up yet.
hs-problem-offline = No signal, or the server cannot be reached. Everything is safe on this phone and is sent later.
hs-problem-timeout = The server did not answer in time. Everything is safe on this phone and is sent later.
hs-problem-not_found = This is not on this phone.
hs-problem-incomplete = { $n ->
    [one] { $n } thing is still missing. Tap it in the list.
   *[other] { $n } things are still missing. Tap them in the list.
}
hs-problem-unprintable_characters = These characters cannot be printed: { $characters }. Write them otherwise.
hs-problem-paper_no_records = Nothing is signed yet, so that there is no paper.
hs-problem-paper_too_many_pages = This fills more pages than a paper may have. Enter less, or give the customer the sealed record.
hs-problem-not_assigned = The visit is not, or no longer, yours. Call the desk.
hs-problem-text_too_long = The text is too long: at most { $limit } characters.
hs-problem-photo_unusable = This photo cannot be used: it must be a JPEG, PNG or WebP picture of at most 20 MB.
hs-problem-too_large = This is too large. A photo may have at most 20 MB.
hs-problem-disk_full = This phone’s storage is full. Free some space, then try again. Your entry is kept.
hs-problem-store_busy = The storage is busy. Try again.
hs-problem-store_damaged = The app’s storage is damaged. Do not delete anything; call the desk.
hs-problem-document_damaged = This visit is damaged on this phone. The other visits are fine. Call the desk.
hs-problem-seal_mark = Signature or stamp is not what this paper asks for. Let the customer sign in the field; if a stamp is asked for, take its photo too.
hs-problem-seal_key = This phone could not seal the signature. It is still in the field; try again.
hs-problem-document_unreadable = This visit cannot be read by this app. The other visits are fine. Update the app or call the desk.
hs-problem-device_name = Give the device a name of 1 to 80 characters.
hs-problem-address = This is not a server address. It looks like https://example.com.
hs-problem-already_enrolled = This device is set up already.
hs-problem-internal = Something broke in the app. Nothing was lost. Try again.
hs-problem-locked = Open this page with the link that the app showed at its start.
hs-problem-not_now = The server asks to wait a little. Everything is safe on this phone and is sent later.
hs-problem-exchange_refused = This server cannot be used: check its address and certificate. Everything is safe on this phone.
hs-problem-server_status = The server does not answer as expected. Everything is safe on this phone and is sent later.
hs-problem-answer_too_large = The server’s answer is larger than this phone takes. Everything is safe on this phone. Tell the desk.
hs-problem-answer_malformed = The server’s answer cannot be understood. Everything is safe on this phone. Tell the desk.
hs-problem-receipt_mismatch = The server’s receipt does not match. Nothing was marked as received. Tell the desk.
hs-problem-cross_site = This page may not ask that. Open it with its own link.
hs-problem-foreign_host = This page may not ask that. Open it with its own link.

# Rooms, forms and the order of a visit

## Rooms

hs-rooms = Rooms of the page
hs-room-agenda = Visits
hs-room-day = My day
hs-room-van = Van
hs-title-day = My day
hs-title-van = Van stock
hs-kind-visit = Visit
hs-kind-day = Daily report
hs-kind-repair = Goods taken along
hs-kind-old_part = Old part
hs-kind-complaint = Complaint
hs-kind-unknown = Unknown document
hs-outbox-name = { $kind } { $number }
hs-undo = Undo
hs-yes = Yes
hs-no = No

## Forms

hs-form-keep = Keep on this phone
hs-form-needed = Please fill this in.
hs-form-choose = Please choose one.
hs-form-number = Enter a whole number, 1 or more.
hs-form-money = Enter a sum in yuan, such as 80 or 80.50.
hs-noted = Kept on this phone
hs-joint = { " · " }
hs-consent = Who agreed?
hs-consent-by = Name
hs-consent-how = How was it said?
hs-consent-in_person = Face to face
hs-consent-phone = By phone
hs-consent-written = In writing
hs-agreed-by = agreed with { $name } ({ $how })
hs-customer-words = The customer’s own words
hs-told-customer = Was the customer told?
hs-scan-camera = Scan with the camera
hs-scan-look = Hold the camera over the barcode.
hs-scan-failed = The camera cannot be used here. Type the number or use the scanner.

## Agenda: groups and search

hs-agenda-search = Number, name, phone …
hs-agenda-show = Show
hs-agenda-none-found = Nothing fits. Shorten the search or show all.
hs-filter-all = All
hs-filter-now = Now
hs-filter-later = Later
hs-filter-waiting = Waiting
hs-filter-done = Done
hs-group-now = Now
hs-group-next = Next
hs-group-later = Later
hs-group-waiting = Waiting for somebody or something
hs-group-done = Done
hs-group-left = No longer yours
hs-due-late = { $span } late
hs-due-soon = in { $span }
hs-due-ahead = in { $span }
hs-due-to-arrive = arrive { $said }
hs-due-to-fix = solve { $said }
hs-due-by-arrive = On site by
hs-due-by-fix = Solved by
hs-number-provisional = { $number } (provisional)

## Work without an order

hs-do-emergency = Emergency without an order
hs-emergency-lead = Solve it first; the desk enters the order and links it.
hs-emergency-reason = Why is there no order yet?
hs-emergency-reason-called = Customer called me directly
hs-emergency-reason-on-site = Found on site at another job
hs-emergency-fault = What is wrong?
hs-emergency-done = Opened on this phone

## Before you go

hs-before = Before you go
hs-kit = Take along
hs-crew = Crew
hs-crew-lead = { $name } (lead)
hs-do-no-answer = Called: no answer
hs-do-reached = Called: reached
hs-do-other-contact = Other contact
hs-do-set-appointment = New appointment
hs-do-refuse-appointment = Customer says no to a new time
hs-do-foresee-delay = I will be late
hs-do-depart = Set out
hs-done-depart = Departure kept on this phone
hs-noted-no-answer = Call without answer kept
hs-noted-reached = Call kept
hs-channel = How?
hs-channel-phone = Phone
hs-channel-text_message = Text message
hs-channel-at_the_door = At the door
hs-was-reached = Was somebody reached?
hs-reached = reached
hs-not-reached = not reached
hs-what-was-said = What was said
hs-set-appointment-lead = A new time counts only with the customer’s consent.
hs-new-time = New time
hs-proposed-time = The time you proposed
hs-after-refusal = What happens now?
hs-after-refusal-other_technician = Another technician comes
hs-after-refusal-back_to_company = Back to the desk
hs-appointment-refused = The customer did not agree to { $when }: { $words }
hs-foresee-delay-lead = Say it before the appointed time; the desk can send somebody else.
hs-expected-arrival = I expect to be there at
hs-delay-until = Will be later: { $when }
hs-delay-open = Will be later, nobody can say when
hs-customer-told = customer knows
hs-customer-not-told = customer does not know yet
hs-delay-traffic = Traffic
hs-delay-earlier-job = The job before takes longer
hs-delay-weather = Weather
hs-delay-parts = Fetching a part
hs-pick-tomorrow = Tomorrow { $time }
hs-pick-later = { $minutes } min later

## On site

hs-site = On site
hs-site-lines = { $n } entries
hs-do-note-site = Site record
hs-do-correct-data = Correct customer or product
hs-do-set-class = Class of the fault
hs-do-promise = Promise a date
hs-do-promise-at-risk = The date cannot be kept
hs-do-exception = Why it became late
hs-do-permission = Note a permission
hs-do-report = Message to the unit
hs-do-disagreement = Customer sees it differently
hs-do-wish = Exchange or refund wanted
hs-do-repeat = Repaired before
hs-do-inform-dealer = Dealer informed
hs-do-name-dealer = A dealer's product
hs-site-lead = The latest entry of each line counts. { $figures } are numbers.
hs-site-line = Which line?
hs-site-value = What does it say?
site_line-usage = How it is used
site_line-before_fault = Before the fault
site_line-after_fault = After the fault
site_line-running_hours = Running hours
site_line-mileage = Mileage (km)
site_line-opened_before = Opened before
site_line-warranty_check = Warranty check
site_line-cause = True cause
hs-correct-lead = Confirm the right value with the customer first. The desk sees the old and the new one.
hs-correct-field = What is wrong?
hs-correct-to = Right value
hs-correct-confirmed-by = Confirmed by
hs-confirmed-by = confirmed by { $name }
data_field-name = Customer
data_field-address = Address
data_field-phone = Phone
data_field-contact = Contact
data_field-product = Product
data_field-model = Model
data_field-serial = Serial number
data_field-plate = Licence plate
hs-class = Class
hs-class-plan = What is to be done
hs-class-plan-hint = Goes to those who must know.
fault_class-general = General
fault_class-severe = Severe
fault_class-major = Major
hs-promise-lead = The customer will count on this date.
hs-promise-day = Done by
hs-promise-document = Paper behind it
hs-promise-document-hint = Your organisation allows a date only with a paper.
hs-promised-for = Promised for { $when }
hs-promise-at-risk = The promised date cannot be kept: { $reason }
hs-permission-by = Who allowed it?
hs-permission-what = What was allowed?
hs-permission-when = When was it said?
hs-allowed-by = Allowed by { $name }
hs-report-lead = It counts as told only when the server has received it.
hs-report-what = What about?
hs-report-text = Message
hs-report-proposal = Your proposal
hs-report-demand = What the customer demands
hs-report-larger-hint = Needed for a larger problem.
report_kind-result = Result of the work
report_kind-larger_problem = Larger problem
report_kind-major_quality = Major quality problem
hs-disagreement-lead = Write it down as it was said; promise nothing.
hs-disagreement-matter = About what?
hs-disagreement-about = Customer disagrees about { $matter }
hs-matter-cause = the cause
hs-matter-liability = liability
hs-matter-fee = the fee
hs-wish-lead = Name no sum. The desk decides and calls back.
hs-wish = What is wanted?
wish-exchange = Exchange
wish-refund = Money back
hs-repeat-number = Number of the earlier call-out
hs-repeat-of = Same fault as in { $number }
hs-dealer-note = Which dealer, and how?
hs-dealer-informed = Dealer informed
hs-dealer-name = Which dealer?
hs-dealer-named = Product of the dealer { $name }
hs-exception = What was in the way?
hs-exception-text = In your words

## File of the product

hs-history = Product file
hs-history-services = { $n ->
    [one] { $n } earlier service
   *[other] { $n } earlier services
}
hs-purchased-on = Bought
hs-made-on = Made
hs-warranty = Warranty
hs-months = { $n } months
hs-contract = Contract
hs-from-to = { $from } to { $to }

## Checks

hs-checks-show = Show checks
hs-checks-all = All
hs-checks-open = Open
hs-checks-defect = Defects
hs-checks-next = Next open check
hs-checks-none = None of this kind.
hs-checks-group = { $from }–{ $to }
hs-check-differs = Answered differently: { $answers }
hs-closing = Before you leave
hs-missing-more-checks = { $n } more checks

## Parts: catalogue, requests, van

hs-part-search = Search: number, name, pinyin initials
hs-part-search-none = No such part on this phone. You can type it in below.
hs-part-serialised = Each piece of this part has a number: scan the old and the new one.
hs-parts-count = { $n } exchanged
hs-requests-count = { $n } requested
hs-do-request-part = Part is missing: request it
hs-request-lead = The desk decides. You see the answer here.
hs-request-urgent = Does the customer stand still without it?
hs-request-reason = What for?
hs-request-done = Request kept; it goes out with the next signal
hs-request-pending = Waiting for the desk
hs-request-approved = Approved
hs-request-declined = Declined
hs-van-has = in the van: { $n }
hs-van-below = in the van: to be checked
hs-van-unknown = not in the van
hs-van-title = Van stock
hs-van-lead = As the desk has booked it up to the last contact.
hs-van-search = Number, name, serial
hs-van-empty = Nothing is booked into your van yet. What the desk issues appears here.
hs-van-none-found = Nothing fits.
hs-van-to-check = To be checked: more was used than was issued
hs-van-used-twice = { $part }: number { $serial } was fitted twice. Please check it.
hs-van-contradictions = { $n } movements contradict each other. The desk looks at them.
hs-van-unreadable = { $n } movements need a newer app and are missing here.

## Money

hs-money = Money
hs-do-service-type = Who pays?
hs-do-charge = Add a charge
hs-do-agree-fee = Customer agrees to the fee
hs-do-sign-fee = Let the customer sign for the fee
hs-do-collect = Take money
hs-do-invoice = Request an invoice
hs-service-type-lead = Another type than the order needs a reason.
hs-service-type-reason = Why another type than the order says
hs-basis = What does it rest on?
hs-basis-warranty = Warranty
hs-basis-contract = Contract
hs-basis-out_of_warranty = Out of warranty
hs-basis-misuse = Misuse
hs-basis-disputed = Disputed
hs-basis-other = Other
hs-fee-open = still open
hs-fee-agreed = Agreed up to
hs-agreed-up-to = Agreed up to
hs-collected = Collected
hs-invoiced = To be invoiced
hs-sum = Sum
hs-amount = Amount in yuan
hs-price-list = From the price list
hs-charge-lead = Only what stands here may be charged.
hs-charge-what = For what?
hs-charge-description = In words
charge_kind-labour = Labour
charge_kind-part = Part
charge_kind-travel = Travel
charge_kind-other = Other
hs-agree-fee-lead = Tell the sum before the work begins.
hs-collect-lead = It stays on your account until you hand it in.
hs-pay-method = How was it paid?
pay_method-cash = Cash
pay_method-electronic = Phone or card

## Afterwards

hs-after = Afterwards
hs-step-resume = Go on
hs-do-resume = Here again: go on
hs-done-resume = Kept on this phone: work goes on
hs-do-survey = Customer’s grades
hs-do-report-result = Report the result
hs-do-amend = Correct what was signed
hs-do-suspend = Stop here, go on another day
hs-suspend-lead = What is entered so far stays. With a new time, note who agreed.
hs-stop-why = Why?
stop_reason-unfinished = Not done in time
stop_reason-waiting_for_parts = Waiting for a part
stop_reason-taken_away = Taken along for repair
stop_reason-customer_asked = Customer’s wish
hs-next-time = When does it go on?
hs-stopped = Stop kept on this phone
hs-stopped-at = Stopped { $when }
hs-goes-on = goes on { $when }
hs-amend-lead = The signed paper stays as it is. What you change now is a new revision and is to be signed again.
hs-amend-forgotten = Something was forgotten
hs-amend-wrong-number = Wrong number
hs-amendment-opened = You can correct now; then let the customer sign again
hs-revision = Revision { $n }
hs-revision-signed = signed by the customer
hs-revision-accepted = accepted by a leader
hs-revision-unsigned = not signed
hs-survey-lead = Hand the phone to the customer. One tap a line.
hs-survey-attitude = Attitude
hs-survey-skill = Skill
hs-survey-punctuality = Punctuality
hs-survey-promises = Promises kept
hs-survey-overall = Overall
hs-survey-reasons = What could have been better?
hs-survey-suggestion = Suggestion
hs-survey-thanks = Thank you
hs-survey-done = graded
hs-grade-four_grades-1 = Very satisfied
hs-grade-four_grades-2 = Satisfied
hs-grade-four_grades-3 = Fair
hs-grade-four_grades-4 = Dissatisfied
hs-grade-named-1 = Very satisfied
hs-grade-named-2 = Satisfied
hs-grade-named-3 = Fair
hs-grade-named-4 = Dissatisfied
hs-grade-named-5 = Very dissatisfied

## Signing: other outcomes

hs-strike-mistake = Tapped by mistake
hs-do-not-signed = Not signed
hs-not-signed-lead = It is recorded and sealed; the desk follows up. Name no sum.
hs-not-signed-how = What happened?
hs-not-signed-refused = The customer does not sign
hs-not-signed-absent = Nobody is there
hs-not-signed-who = Who was asked?
hs-not-signed-why-noise = The fault is still there
hs-not-signed-why-fee = Does not agree with the fee
hs-not-signed-why-time = Has no time
hs-not-signed-done = Kept on this phone; the desk follows up
hs-stamp-take = Photo of the stamp instead
hs-stamp-caption = Customer’s stamp
hs-stamp-of = Stamp of { $name }
hs-sign-fee-title = Please agree to the fee
hs-voucher-fee_consent = Consent to the fee
hs-voucher-return_visit = Return visit
hs-voucher-refused = Service voucher, not signed
hs-voucher-absent = Service voucher, nobody there
hs-lead = Lead
hs-recorded-at = Recorded at
hs-seal-unreadable = Sealed record
hs-do-return-visit = Return visit
hs-return-of = Number of the call-out looked at
hs-return-holds = Does the repair hold?
hs-return-state = State of the repair
hs-return-opinion = Opinion on the technician
hs-return-paid = What the customer paid (yuan)
hs-return-due = What was due (yuan)

## My day

hs-day-title = My day
hs-day-before = The day before
hs-day-after = The day after
hs-day-none = There is no report of this day on this phone.
hs-do-open-day = Open the report
hs-day-visits = On site
hs-day-no-visits = No time on site on this day.
hs-day-works = Other work
hs-day-no-works = Nothing noted.
hs-do-note-work = Note other work
hs-work-text = What was done?
hs-work-stock = Stock and parts
hs-work-training = Training
hs-work-vehicle = Vehicle
hs-work-desk = Paperwork
hs-work-kind = Kind
hs-work-minutes = Minutes
hs-minutes = { $hours } h { $minutes } min
hs-day-open = Not confirmed yet
hs-day-confirmed = Confirmed
hs-day-changed_since_confirmed = Changed since it was confirmed: please confirm again
hs-day-confirmed-at = Confirmed { $when }
hs-do-confirm-day = Confirm the day
hs-day-done = Confirmed on this phone
hs-day-unreadable = { $n } visits cannot be read here; their time is missing.

## Rooms of goods, old parts, complaints

hs-room-goods-list = Goods
hs-room-old-parts = Old parts
hs-title-goods-list = Goods taken along
hs-title-goods = Goods taken along
hs-title-goods-sign = Sign
hs-title-receipt = Goods receipt
hs-title-old-parts = Old parts
hs-title-old-part = Old part
hs-title-shipment = Packing list
hs-title-complaints = Complaints
hs-title-complaint = Complaint
hs-document-not-here = This is not on this phone.
hs-form-digits = Enter a whole number.
hs-note = Note
hs-call-out = Call-out
hs-order-number = Order
hs-due-on = due { $when }
hs-overdue-since = overdue since { $when }
hs-overdue-days = { $n ->
    [one] { $n } day overdue
   *[other] { $n } days overdue
}
hs-pick-in-days = in { $days } days
hs-pick-today = Today { $time }
hs-do-print = Print

## Taking goods along

hs-goods-title = Goods taken along
hs-goods-empty = Nothing was taken along. If something cannot be repaired on site, take it along from the visit.
hs-goods-mine = With me
hs-goods-elsewhere = Elsewhere
hs-goods-returned = Returned
hs-take-away-hint = Cannot be repaired here?
hs-do-take-away = Take it along
hs-take-away-lead = A receipt with a number is made out; the customer signs on it.
hs-take-away-reason = Why not here?
hs-take-away-why-bench = Needs the workbench
hs-take-away-why-part = Part is not in the van
hs-take-away-why-long = Takes too long on site
hs-take-away-paid = Does the customer pay for the repair?
hs-take-away-component = Is it a component of a machine?
hs-take-away-component-hint = A component is fitted and tested when it comes back.
hs-take-away-confirm = Make out the receipt
hs-goods-item = Goods
hs-goods-fault = Fault
hs-goods-times = Who and when
hs-accessories = Accessories
hs-accessories-hint = Such as power cord, remote control, case.
hs-appearance = Appearance
hs-appearance-good = Good
hs-appearance-scratched = Scratched
hs-appearance-broken = Broken
hs-function = Function
hs-function-normal = Works
hs-function-abnormal = Does not work
hs-condition = Condition
hs-condition-hint = Where is it scratched, what is missing? Nobody argues later about what is written down.
hs-taken-at = Taken at
hs-returned-at = Returned at

## The receipt

hs-do-show-receipt = Show the receipt
hs-receipt-number = Receipt number
hs-receipt-lead = Please read it and sign. Take a picture, note the number, or have it printed.
hs-receipt-to-sign = Customer’s signature
hs-receipt-changed = Something changed after this signature: it is not for what stands here now.
hs-voucher-take_away = Goods receipt
hs-voucher-goods_return = Return of goods
hs-voucher-repair = Repair
hs-sign-take_away-title = Please read and sign: goods taken along
hs-sign-goods_return-title = Please read and sign: goods returned
hs-sign-back-goods = Back to the goods

## One item of goods

hs-stage-taken = Taken
hs-stage-in_repair = Repair
hs-stage-inspected = Inspected
hs-stage-ready = Ready
hs-stage-returned = Returned
hs-do-sign_take_away = Let the customer sign
hs-do-sign_goods_return = Let the customer sign
hs-do-void_receipt = Take the receipt back
hs-do-fit_and_test = Fitted and tested
hs-do-give_back = Give back to the customer
hs-do-hand_over = Hand over
hs-do-inspect = Inspection
hs-give-back-waits = Before it goes back: { $why }
hs-hand-over-waits = Before it is handed over: { $why }
hs-given-back = Kept on this phone: given back. Let the customer sign.
hs-hands = Who has it
hs-do-hand-over = Hand over
hs-do-take-over = I have it now
hs-hand-over-lead = They have it from now on. It stays on record.
hs-hand-over-to = To whom?
hs-hand-over-colleague = Which colleague?
hs-hand-over-name = Name
hs-tracking = Consignment number
hs-holder-me = Me
hs-holder-customer = Customer
hs-holder-technician = Technician
hs-holder-workshop = Workshop
hs-holder-carrier = Carrier
hs-holder-shop = Shop or dealer
hs-holder-storekeeper = Storekeeper
hs-do-notify-customer = Tell the customer to collect
hs-notice-due = Tell the customer on { $when }
hs-notice-reason = Why it cannot be collected yet
hs-notice-reason-hint = Leave empty without a good reason. After three notices in vain the company is told.
hs-card = Repair card
hs-card-empty = Nothing noted yet.
hs-card-time = Repair time
hs-do-diagnose = What was found
hs-do-note-repair = Time and work
hs-do-use-part = Part used
hs-do-not-repairable = Cannot be repaired
hs-not-repairable = Cannot be repaired
hs-not-repairable-lead = A superior decides what follows.
hs-cause = Why it broke
hs-cause-transport = On the way
hs-cause-misuse = Misuse
hs-cause-machine_fault = Fault of its own
hs-plan = What is planned
hs-plan-repair = Repair and return
hs-plan-exchange_used = Exchange for a used one
hs-plan-exchange_new = Exchange for a new one
hs-fate-return_as_is = Goes back as it is
hs-fate-to_resale_stock = To the stock for resale
hs-fate-back_to_factory = Back to the factory
hs-fate-try_elsewhere = Is tried elsewhere
hs-stock-booked = Booked into stock
hs-inspection = Inspection
hs-inspection-result = Result
hs-passed = Passed
hs-not-passed = Not passed
hs-inspector = Inspected as
hs-inspector-supervisor = Service supervisor
hs-inspector-quality_inspector = Quality inspector
hs-inspector-technical_quality = Technical quality
hs-inspected-by = Inspected by
hs-inspect-lead = Only what passed goes back to the customer.
hs-inspect-note-hint = Needed if it did not pass.
hs-do-move-promise = Another date
hs-promise-none = No date promised
hs-promise-moved = Moved to { $when }: { $reason }
hs-duty-tell_supervisor = To do: tell the service supervisor
hs-duty-tell_marketing = To do: tell the market department
hs-duty-tell_customer = To do: tell the customer
hs-duty-keep = To do: the promise must be kept
hs-goods-paid = The customer pays for the repair.
hs-goods-free = The repair is free for the customer.
hs-back = Return
hs-do-receipt-missing = Receipt cannot be found
hs-receipt-missing-lead = Write down what the customer says about it.
hs-receipt-statement = The customer’s statement
hs-fitting-works = Does it work in the machine?
hs-fitted-works = Fitted and tested: works
hs-fitted-fails = Fitted and tested: does not work

## Old parts

hs-old-parts-title = Old parts
hs-old-parts-lead = What was taken out. Tick several to pack them together.
hs-old-parts-empty = No old parts. What an exchange takes out appears here.
hs-old-parts-open = To be handed over
hs-old-parts-done = On its way or dealt with
hs-old-part-choose = Choose { $name }
hs-old-part-what = What was taken out
hs-old-part-problem = Problem
hs-equipment = Equipment
hs-unit-price = Unit price
hs-total-price = Total
hs-applicant = Technician
hs-region = Region
hs-requested-on = Requested on
hs-completed-on = Completed on
hs-required-on = Required by
hs-promised-on = Promised for
hs-promise-why = Reason and report
hs-next-is = Next: { $step }
hs-acknowledged = The storekeeper has acknowledged it
hs-comes-out = What becomes of the old part?
hs-comes-out-as_catalogue = As the catalogue says
hs-comes-out-nothing = Nothing comes out
hs-comes-out-as = Something else
hs-comes-out-unknown = The catalogue does not know this part: choose one of the other two.
hs-disposition = What becomes of it
hs-disposition-lead = The facts must allow it.
hs-do-change-disposition = Decide otherwise
hs-grounds = Because of
hs-grounds-claim_value = Supplier may have to pay
hs-grounds-reusable = Can be used again
hs-grounds-wanted_by_engineering = Engineering wants to see it
hs-grounds-freight_above_value = Freight costs more than its worth
hs-grounds-sale_value = Sale value
hs-grounds-reason = Why the customer keeps it
hs-grounds-approver = Approved by
hs-sale_value-none = none
hs-sale_value-little = little
hs-sale_value-real = worth selling
hs-do-promise-hand-over = Promise a day
hs-promise-hand-over-lead = Required by { $when }.
hs-promise-late-reason = Why later
hs-promise-late-hint = A later day than required needs a reason and whom you told.
hs-promise-reported-to = Reported to
hs-do-label = Label it
hs-label-lead = Put the label on the part.
hs-label-code = Code of the label
hs-labelled = Labelled
hs-labels = Labels
hs-do-pack = Pack together: { $n }
hs-pack-lead = Parts of one shipment bear one number and stand on one list.
hs-pack-hint = Tick it in the list of old parts to pack it.
hs-packed = Packed
hs-packed-by = Packed by
hs-packed-pieces = Pieces
hs-shipment = Shipment
hs-shipment-empty = No part of this shipment is on this phone.
hs-packing-list = Packing list of old parts
hs-packing-list-number = Number of the packing list
hs-packing-list-of = List { $list }, shipment { $shipment }
hs-do-packing-list = Packing list and labels
hs-do-request-freight = Request the freight
hs-freight-requested = Freight requested
hs-do-ship = Ship
hs-ship-lead = { $n ->
    [one] The one part of this shipment is shipped.
   *[other] All { $n } parts of this shipment are shipped.
}
hs-shipped = Shipped
hs-shipped-on = Shipped on
hs-received-at-store = Received at the store
hs-discrepancy = The storekeeper found a difference

## Complaints

hs-complaints-title = Complaints
hs-complaints-empty = No complaints on this phone.
hs-do-complaint = Take a complaint
hs-complaint-lead = Write down the customer’s own words. Promise nothing, admit nothing, name no sum.
hs-complaint-keep = Take it down
hs-complaint-kept = Kept on this phone. Its number comes with the next signal.
hs-complainant = Who complains
hs-complainant-relation = What this person is to the customer
hs-delivered-on = Delivered on
hs-delivered-quantity = Quantity delivered
hs-defective-quantity = Quantity defective
hs-demand = What the customer wants
hs-still-processing = Still being processed, so that the quantity is unknown?
hs-return-quantity = Quantity to return
hs-quantity-unknown = Unknown: still being processed
hs-samples = Samples
hs-samples-what = What was taken?
hs-complaint-serious = Serious?
hs-complaint-serious-hint = A serious complaint is answered in writing.
hs-answer-promised = When does the customer get an answer?
hs-answer-promised-hint = The customer must know before you leave.
hs-answer-promised-for = Answer promised by { $when }
hs-complaint-form = The complaint
hs-complaint-owner = Owner
hs-received-at = Received at
hs-complaint-course = Since then
hs-complaint-numbered = Numbered
hs-do-add-words = The customer said more
hs-do-promise-answer = Promise an answer
hs-do-take-samples = Take samples
hs-do-joint-inspection = Ask others to look at it
hs-joint-inspection-asked = { $name } asked to look at it
hs-joint-with = Whom to bring?
hs-joint-lead = Nobody concludes anything before that.
hs-joint-sales = Sales
hs-joint-quality = Quality
hs-joint-production = Production
hs-do-pass-owner = Pass it on
hs-owner-passed = Passed on to { $name }
hs-pass-owner-to = Who takes it over?
hs-pass-owner-lead = They own the matter until the customer is satisfied.
hs-pass-owner-nobody = No colleagues are known on this phone yet. Connect once.

## Handing in

hs-money-in-hand = Money to hand in
hs-money-none = You have no money to hand in.
hs-do-hand-in = Hand in
hs-hand-in-lead = { $sum } of { $number }, the whole sum.
hs-hand-in-to = To whom?
hs-money-handed-in = { $sum } handed to { $name }
hs-parts-back = Unused parts handed back
hs-parts-back-none = Nothing was handed back on this day.
hs-do-hand-back = Hand a part back
hs-hand-back-store = To which store?
hs-part-own-serial = Its own number

# Exchange with a colleague

hs-title-exchange = Exchange with a colleague
hs-exchange-title = Exchange with a colleague
hs-exchange-lead = Without a signal: two phones give each other what the other one lacks of the visits you are both on. Whoever has a signal first sends it, each under the name of who did it.
hs-exchange-wait = Wait for a colleague
hs-exchange-go = Go to a colleague
hs-exchange-address = Address shown on the colleague’s phone
hs-exchange-waiting = Your colleague enters this on the other phone:
hs-exchange-greeting = The phones find out who they are…
hs-exchange-asking = { $name } wants to exchange. Compare the digits with those on the other phone.
hs-exchange-code = Digits
hs-exchange-accept = The digits are the same: exchange
hs-exchange-exchanging = Exchanging with { $name }: { $n ->
    [one] one change came
   *[other] { $n } changes came
}.
hs-exchange-done = Done with { $name }: { $given ->
    [one] one change given
   *[other] { $given } changes given
}, { $taken ->
    [one] one taken
   *[other] { $taken } taken
}.
hs-exchange-refused = { $n ->
    [one] Something of one document was not taken; it comes from the server.
   *[other] Something of { $n } documents was not taken; it comes from the server.
}
hs-exchange-end = Stop
hs-exchange-again = Exchange again
hs-exchange-one-way = One way: codes or a file
hs-exchange-one-way-lead = What is not sent yet, signed by this phone. It is not encrypted: show it only to a colleague who may see it.
hs-exchange-codes = Show as codes
hs-exchange-code-of = Code { $n } of { $of }
hs-exchange-next-code = Next code
hs-exchange-file = Save as a file
hs-exchange-take-file = Take a file
hs-exchange-take-codes = Read codes with the camera
hs-exchange-read = { $n } of { $of } codes read
hs-exchange-taken = { $n ->
    [0] Everything in it was here already.
    [one] One change was taken.
   *[other] { $n } changes were taken.
}
hs-exchange-nothing = Nothing waits on this phone that could be handed over.
hs-problem-not_this_machine = Only an address of this machine can be gone to: 127.0.0.1 and a port.
hs-problem-peer_way = The way to the other phone broke. What came stays; begin again.
hs-problem-peer_frame = What came from the other phone cannot be opened. Begin again.
hs-problem-peer_message = The other phone said something that this one does not understand. Update both applications, then begin again.
hs-problem-peer_stranger = The other phone cannot show that it belongs to your organisation. Nothing was exchanged.
hs-problem-peer_other_organisation = The other phone belongs to another organisation. Nothing was exchanged.
hs-problem-peer_not_its_own = The other phone shows a certificate that is not its own. Nothing was exchanged; tell the desk.
hs-problem-peer_revoked = The desk put the other phone out. Nothing was exchanged; tell the desk.
hs-problem-peer_this_device = The other phone is this one, or a copy of it.
hs-problem-peer_refused_there = The other phone ended the exchange.
hs-problem-peer_timed_out = Nothing came from the other phone for too long. Begin again.
hs-problem-peer_closed = The exchange is over. Begin a new one.
hs-problem-peer_nobody_yet = Nobody is there yet to exchange with.
hs-problem-no_certificate = Your organisation has not certified this phone yet. Sync once where there is a signal.
hs-problem-nothing_to_offer = The server has everything of this already: there is nothing to hand over.
hs-problem-no_offer = This is not what another phone hands over, or it was changed on the way.
hs-problem-parts_missing = Some of it is missing. Take every part.
hs-problem-not_yours = This is not for you: it does not name you.
hs-problem-unproven = Nobody has signed for this work, so that it is not taken.
