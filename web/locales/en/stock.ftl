### Stock: requisitions, what is where, papers, accounts, stock-takes.

stock-views =
    .aria-label = Views of stock

view-requisitions = Requisitions
view-balances = Store and vans
view-papers = Papers
view-accounts = On account
view-takes = Stock-takes
write-received = Receive
write-issued = Issue
write-handed_back = Hand back
write-transferred = Transfer
write-written_off = Write off
lead-received = Parts from a supplier, counted as they really are.
lead-issued = From a store to a technician’s van, on a requisition that a leader approved. Requests from the site are issued in the list of requisitions.
lead-handed_back = Unused parts from a technician’s van back to a store.
lead-transferred = From store to store, or from van to van. From a store to a van is an issue, back is a hand-back.
lead-written_off = Parts that are out of the books: lost, broken, scrapped. The reason stands on the paper.
note-received = Receiving note
note-issued = Issue note
note-handed_back = Hand-back note
note-transferred = Transfer note
note-written_off = Write-off note
note-keep = Keep
note-kept = { $number } is kept.
note-empty = Scan or type at least one part.
note-brought = The deliverer brought a delivery note
note-brought-copy = The deliverer brought a delivery note and gets no copy.
conflict-note = This cannot be kept: the paper or one of its lines was kept before as something else. Close the form and look at the list of papers.
invalid-note = Something does not fit: check places, quantities and serials, and say what is done about a difference from the invoice.
place-from = From
place-to = To
place-van = Van
place-van-of = { $name }’s van
place-station = Station
place-station-of = Station { $name }
place-store = Store
place-supplier = Supplier
place-outside = Out of the books
place-customer = Customer
place-visit = A visit
places-all = All places
because-issued = Issued
because-received = Received
because-used = Used on a visit
because-handed_back = Handed back
because-transferred = Transferred
because-mailed = Mailed to a customer
because-corrected = Corrected
because-undone = Undoes a wrong movement
column-asked = Asked
column-part = Part
column-part-number = Material code
column-visit = Visit
column-at-hand = At hand
column-state = State
column-place = Place
column-quantity = Quantity
column-serial = Serial
column-serials = Serials
column-number = Number
column-kind = Paper
column-way = From and to
column-lines = Lines
column-invoiced = Invoiced
column-solution = Solution
column-used = Used
column-began = Began
column-book = Book
column-counted = Counted
column-difference = Difference
column-counted-by = Counted by
requisitions-waiting = { $count ->
        [0] No request waits for approval.
        [one] One request waits for approval.
       *[other] { $count } requests wait for approval.
    }
requisitions-waiting-more = { $count } requests and more wait for approval.
requisitions-all = Also issued and refused
requisitions-none = Nothing is asked for.
requisition-pending = Waits for a leader
requisition-approved = Approved, not issued
requisition-issued = Issued
requisition-declined = Refused
urgent = Urgent
at-hand-none = None in any store
at-hand-count = { $count } at hand
approve = Approve
approved-done = Approved: { $part }. The store may issue it.
refuse = Refuse
refuse-title = Refuse { $part }
refuse-lead = { $name } sees the reason at the next sync.
refuse-reason = Reason
refused-done = Refused: { $part }.
conflict-decide = Somebody has decided already. The list shows what.
issue = Issue
issue-title = Issue { $part } × { $quantity }
issue-lead = To { $name }’s van, for { $number }.
issue-store = Store
issue-serial = Serial of the piece
issued-done = Issued on { $number }.
conflict-issue = This part was issued already, or nobody has approved it.
find = Find
find-parts = Part number, name, pinyin initials or serial
short-places = More went out than the books know of. Count: { $names }
balances-none = No parts are booked anywhere. Begin with a receipt or a stock-take.
balances-not-found = Nothing is in stock for “{ $find }”.
serials-missing = went out unknown: { $serials }
movements = Movements
movements-of = Movements of { $part }, { $place }
move-from = from { $place }
move-to = to { $place }
flag-no_requisition = Without a requisition
paper = Paper
more = Show more
undo = Undo
undone = Undone by a later movement
undo-title = Undo { $part } × { $quantity }
undo-lead = A movement the other way is added that names this one. Both stay.
undo-reason = What was wrong
undo-done = Undone.
conflict-undo = It is undone already, or a document says it: strike the line there.
scan = Scan or type a part
scan-leave-out = Leave out
scan-unsettled = A scan is not settled yet. Choose what it is, or leave it out.
scan-hint = Number, name, initials or serial, then Enter. Ctrl+Enter keeps the paper.
searching = Looking …
found-several = { $count ->
        [0] Not in the catalogue.
        [one] One part fits:
       *[other] { $count } parts fit:
    }
add-unlisted = Add “{ $name }” as it is
remove = Remove
remove-line = Remove { $name }
requisition-number = Approved requisition
delivery-note = Delivery note
deliverer = Deliverer
remark = Remark
write-off-reason = Reason
papers-all = All papers
papers-differing = Invoice and count differ
papers-none = No papers yet.
lines-count = { $count } lines
differs = differs from the invoice
written-by = Written by
copies = { $count ->
        [one] One copy: { $copies }
       *[other] { $count } copies: { $copies }
    }
copy-store = Store
copy-deliverer = Deliverer
copy-issuer = Issuer
copy-user = User
copy-finance = Finance
copy-accountant = Accountant
copy-material_accounting = Material accounting
copy-receiver = Receiver
print = Print
technician = Technician
technicians-all = All technicians
held-title = In the van, unused
held-none = Nothing unused is on this account.
uncleared-title = Used and not cleared
uncleared-none = Everything used is cleared.
accounts-more = There is more. Choose a technician.
clearing-open = Not used
clearing-waiting_for_signature = Waits for the customer’s signature
clearing-waiting_for_old_part = The old part is missing
clearing-waiting_for_leader = Waits for a leader’s consent
clearing-cleared = Cleared
to-old-part = Old part
consent = Consent
consent-done = The report of { $number } is approved.
conflict-consent = The visit is not finished.
takes-lead = A sheet is kept of every stock-take. A place can be counted again at any time.
takes-none = Nothing was counted yet.
take-begin = Begin a stock-take
take-begin-lead = Everybody at the desk may count on the same sheet.
take-blind = Counted blind
take-blind-choice = Do not show book values while people count
take-title = { $number } · { $place }
take-began = Began { $at } by { $name }
take-counting = Being counted
take-closed = Counting ended
take-close = End counting
take-reopen = Go on counting
take-book = Book differences
take-leader-books = Something is missing: a leader books it.
take-book-title = { $count ->
        [one] Book one difference
       *[other] Book { $count } differences
    }
take-book-lead = Book and shelf agree afterwards, as of the time of each count.
take-book-uncounted = { $count ->
        [one] One line was not counted and stays
       *[other] { $count } lines were not counted and stay
    } as booked.
take-reason = Why book and shelf differ
take-booked = The differences are booked.
take-figures = { $lines } lines · { $uncounted } not counted · { $differing } differ
take-only = Only what is left
take-late = Something moved before the count and was heard of after the booking. Book what is left, or count again.
take-empty = Nothing is left.
not-counted = not counted
counted-times = counted { $count } times
bookings = Booked
booking-line = { $at } · { $name } · { $reason } · { $count ->
        [one] one movement
       *[other] { $count } movements
    }
back-to-list = All stock-takes
count-scan = Scan or type what you count
count-scan-hint = A part number leads to its field; a serial is counted at once.
count-new = Not booked here: { $part }
count-keep = Count
count-kept = { $part }: { $count } counted
conflict-count = Counting has ended. Let it go on, or begin another stock-take.
invalid-count = This number cannot be.
conflict-take = This is not possible as the stock-take stands. Look at the sheet.
invalid-take = Something is missing: a place, or a reason in one line.
