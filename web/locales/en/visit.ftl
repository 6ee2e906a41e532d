### A visit: what its page has beside the board's panel.

visit-whole = Whole page
section-revisions = Revisions
section-decisions = To be decided by a leader

## Conflicts

settle-open = This one holds
settle-title = Settle: { $field }
settle-lead = From now on it says “{ $value }”. The other values stay in the history; it can be settled anew.
settle-confirmed-by = Who at the customer’s confirmed it?
settle-submit = It holds
settle-done = Settled: { $field }.

field-product = Product
field-model = Model
field-serial = Serial number
field-plate = Licence plate

## Decisions

decide-report = The work is done. Does the report stand?
decide-amendment = A correction waits, without the customer’s signature: { $reason }
decide-request = Asked for: { $name } × { $count } ({ $reason })
decision-note = Remark
approve-title = Approve the report of { $number }?
approve-lead = Nothing that was signed changes by it.
approve-submit = Approve
approve-done = The report of { $number } is approved.
accept-title = Accept the correction?
accept-lead = Why it was opened: { $reason }. What the customer signed stays as it is; stock then follows the correction.
accept-submit = Accept
accept-done = The correction is accepted.
request-approve = Approve
request-decline = Decline
request-approve-title = Approve { $name }?
request-decline-title = Decline { $name }?
request-lead = { $name } × { $count }: { $reason }
request-reason = Reason
request-approved = { $name } may be issued.
request-declined = { $name } is declined; the technician is told.

## Revisions

revision = Revision { $number }
revision-signed = signed by the customer
revision-accepted = accepted by a leader
revision-unsigned = not signed
revision-charges = Charges
revision-part-added = Added: { $name } × { $count }
revision-part-struck = Struck: { $name } × { $count }
revision-section-changed = says something else
revision-section-parties = Customer or product
revision-section-order = Order
revision-section-times = Who worked, and when
revision-section-checklist = Checklist
revision-section-photos = Photos
revision-section-details = Site record and dates
yuan = ¥{ NUMBER($amount, minimumFractionDigits: 2) }

## History

history-title = Every change
history-more = Show more
history-unknown = Change without a command
history-at = there { $time }
history-received = here { $time }
command-open_visit = Opened the visit
command-open_without_order = Opened without an order
command-sign = Customer signed
command-swap_part = Exchanged a part
command-strike_part = Struck a part line
command-attach_photo = Attached a photo
command-write_findings = Wrote findings
command-write_treatment = Wrote the treatment

## A refusal to sign

refusal-lead = The customer refused to sign.
refusal-complaint = The refusal became a complaint.
refusal-accept = Take it as a complaint
refusal-dialog-lead = The customer’s words are the original; the complaint is numbered at once.
refusal-serious = Serious: answered in writing
refusal-accepted = Taken as { $label }.
promised-for = Answer promised for
promised-for-hint = Tell the customer before the talk ends.
