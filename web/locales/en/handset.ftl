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
hs-outbox-revoked = This work stays on this phone. It cannot be sent: the desk revoked this phone. Take it to the desk.
hs-outbox-airplane = Airplane mode is on: this work is safe on this phone and nothing is sent.
hs-outbox-empty = The server has everything.
hs-outbox-photos = { $n ->
    [one] { $n } photo to send
   *[other] { $n } photos to send
}
hs-outbox-last-error = The last try did not work:
hs-sync-now = Send now
hs-sync-done = Sent and received
hs-try-again = Try again
hs-try-again-done = It will be sent again
hs-last-contact-label = Last contact
hs-this-device = This phone
hs-server = Server
hs-parked-other = The server did not take this ({ $code }): { $detail } Your work is kept here. Tell the desk.
hs-parked-not_assigned = The visit belongs to somebody else now. Your work is kept here. Tell the desk.
hs-parked-malformed = The server could not read this. Your work is kept here. Update the app, then send again.
hs-parked-too_large = This is too large for the server. Your work is kept here. Tell the desk.
hs-parked-quarantined = The visit went to somebody else long before this arrived. The server keeps your work apart; nothing more is sent. Ask the desk to decide.
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
hs-do-void-trip = Came for nothing
hs-done-arrive = Arrival recorded on this phone
hs-done-start = Start recorded on this phone
hs-done-finish = Finish recorded on this phone
hs-nothing-to-do = Nothing to do here.
hs-missing-count = { $n ->
    [one] { $n } thing still to do
   *[other] { $n } things still to do
}
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
hs-problem-not_assigned = The visit is not, or no longer, yours. Call the desk.
hs-problem-text_too_long = The text is too long: at most { $limit } characters.
hs-problem-photo_unusable = This photo cannot be used: it must be a JPEG, PNG or WebP picture of at most 20 MB.
hs-problem-too_large = This is too large. A photo may have at most 20 MB.
hs-problem-disk_full = This phone’s storage is full. Free some space, then try again. Your entry is kept.
hs-problem-store_busy = The storage is busy. Try again.
hs-problem-store_damaged = The app’s storage is damaged. Do not delete anything; call the desk.
hs-problem-document_damaged = This visit is damaged on this phone. The other visits are fine. Call the desk.
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
