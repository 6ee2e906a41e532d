### Old parts: what is due, the way of each, shipments.

old-parts-views =
    .aria-label = Views of old parts

view-parts = Old parts
view-shipments = Shipments
technician = Technician
technicians-all = All technicians
stages-all = Every stage
stage-completed = With the technician
stage-promised = Promised
stage-handed_over = With the storekeeper
stage-shipped = Shipped
stage-judged = Judged
stage-disposed = Dealt with
stage-withdrawn = Withdrawn
dispositions-all = Every disposition
find = Find
find-old-parts = Order, equipment, part or fault
old-parts-all = Also those dealt with
old-parts-none = Nothing here: every old part that fits is dealt with.
more = Show more
chosen = { $count ->
        [one] One part chosen
       *[other] { $count } parts chosen
    }
choose-none = Choose none
choose-part = Choose { $name }, { $number }
pack-chosen = Pack for a shipment
pack-title = { $count ->
        [one] Pack one part
       *[other] Pack { $count } parts
    }
pack-lead = They get a packing list under one number, and each a label.
pack-submit = Pack
pack-one-lead = For one part alone. Several are packed from the list.
packed-done = Packed as { $number }.
conflict-pack = One of the parts is not with the storekeeper, does not go back, or is packed already. Look at the list.
column-pack = Pack
column-due = Due
column-part = Part
column-order = Order
column-stage = Stage
column-disposition = Disposition
column-nth = No.
column-quantity = Quantity
unit-price = Unit price
total = Total
pieces = { $count } pcs
due-late = { $count ->
        [one] One day overdue
       *[other] { $count } days overdue
    }
due-past = { $count ->
        [one] Due since yesterday
       *[other] Due for { $count } days
    }
due-in = { $count ->
        [0] Due today
        [one] Due tomorrow
       *[other] Due in { $count } days
    }
due-never = No date set
next-step = next: { $step }
nothing-left = nothing left to do
step-hand_over = hand over
step-acknowledge = acknowledge
step-label = label
step-pack = pack
step-request_freight = ask for the freight
step-ship = ship
step-receive = receive at head office
step-review = begin the review
step-judge = judge
step-claim = claim on the supplier
step-dispose = deal with it
step-paper = add the paper
step-remittance = remittance
flags-count = { $count ->
        [one] one thing to look at
       *[other] { $count } things to look at
    }
flag-holder_unclear = It is unclear who has it
flag-disposition_not_allowed = The facts do not allow this disposition
flag-disposition_disputed = People decided differently about it
flag-stock_discrepancy = It stayed with the customer without being allowed to
flag-promise_unexcused = Promised late without reason and report
flag-unacknowledged = Handed over and not acknowledged
flag-shipped_unlisted = Shipped without a packing list
flag-shipped_unlabelled = Shipped without a label
flag-shipped_without_freight = Shipped without a freight request
flag-disposed_otherwise = Dealt with in another way than decided
flag-disposal_paper_missing = The paper of its disposal is missing
flag-sale_too_low = Sold too low without a reason
flag-sale_quotes_missing = Sold below the market without three quotes
flag-sale_unapproved = Sold below the market and nobody decided
flag-discrepancy = Something else was found than the papers say
flag-unreadable = An entry cannot be understood
equipment = Equipment
part-number = Material code
quantity-total = Quantity
problem = Fault
holder = Who has it
holder-technician = Technician
holder-storekeeper = Storekeeper
holder-customer = Customer
holder-workshop = Workshop
holder-shop = Repair shop
holder-carrier = Carrier
date-completed = Completed
date-required = Required by
date-promised = Promised for
date-handed-over = Handed over
date-shipped = Shipped
date-judge-by = Judge by
shipment = Shipment
yuan = { $amount } yuan
steps = What can be recorded now
way = Its way
happened-removed = Taken out
happened-promised = Promised
happened-handed_over = Handed over
happened-hand_over_acknowledged = Hand-over acknowledged
happened-disposition_changed = Disposition changed
happened-labelled = Labelled
happened-packed = Packed
happened-freight_requested = Freight asked for
happened-shipped = Shipped
happened-received_at_store = Received at head office
happened-review_started = Review began
happened-judged = Judged
happened-claim_opened = Claim on the supplier
happened-disposed = Dealt with
happened-remitted = Money arrived
happened-discrepancy_noted = Discrepancy
happened-withdrawn = Withdrawn
happened-struck = An event was struck
reported-to = reported to { $name }
handed-from-to = { $from } → { $to }
is-struck = struck
strike = Strike
strike-title = Strike this entry
strike-lead = It stays readable and counts no more.
do-promise = Promise a date
do-hand_over = Hand over
do-acknowledge = Acknowledge
do-label = Label
do-pack = Pack
do-request_freight = Ask for freight
do-ship = Ship
do-receive = Receive
do-review = Begin review
do-judge = Judge
do-claim = Open a claim
do-dispose = Deal with it
do-remit = Enter remittance
do-change_disposition = Change disposition
do-note_discrepancy = Note discrepancy
do-withdraw = Withdraw
promised-on = Promised for
late-reason = Reason
late-reason-hint = Needed, with a report, if it is later than required.
reported-to-whom = Reported to (service management representative)
storekeeper = Storekeeper
note = Note
received-by = Received by
label-code = Code on the label
packing-list = Packing list
freight = Freight (yuan)
remark = Remark
shipped-on = Shipped on
review-on = Review began on
review-class = Kind of part
class-domestic = Domestic, ordinary (7 days)
class-key = Domestic key part, to the supplier (15 days)
class-imported_domestic_test = Imported, tested in the country (20 days)
class-imported_abroad_test = Imported, tested abroad (90 days)
judged-on = Judged on
liability = Who is at fault
claim-number = Number of the claim
disposal-sheet = Disposal sheet
sale-request = Sale request
scrap-receipt = Scrap receipt
sale-rule = Not below the market price; 85 % if the buyer bears the cost, lower with a reason. Below the market: three quotes and an approver.
sale-price = Price (yuan)
market-price = Market price (yuan)
region-discount = Region takes off (%)
buyer-bears-cost = The buyer bears labour, lifting, transport or cutting
sale-reason = Reason for a low price
sale-approver = Approved by
quotes = Three quotes
quote-buyer = Buyer
quote-contact = Contact
quote-price = Quote (yuan)
remittance-slip = Remittance slip
amount = Amount (yuan)
disposition-rule = Back: claim value, reusable or wanted. Sold: neither claim nor reuse, or freight above value. Destroyed: no value. Given away: no claim, little value. Kept: as given away, or with reason and approver.
claim-value = Claim value
reusable = Can be used again
wanted = Engineering wants it
freight-above = Freight above its value
sale-value = Sale value
value-none = None
value-little = Little
value-real = Real
kept-reason = Why it stays with the customer
kept-approver = Approved by
what-differs = What was found
withdraw-lead = Only if no part came out after all.
reason = Reason
recorded = Recorded: { $name }.
conflict-event = A rule stands in the way, or things have changed. Look at the part again.
invalid-event = Something is missing or does not fit.
invalid-pack = Something is missing or does not fit.
shipments-lead = Parts are chosen and packed in the list of old parts.
shipments-none = Nothing was packed yet.
packed = Packed
parts-count = Parts
shipment-title = Shipment { $number }
shipment-step-lead = { $number }: { $count ->
        [one] one part
       *[other] { $count } parts
    }
print-list = Print packing list
print-labels = Print labels
back-to-shipments = All shipments
packing-list-title = Packing list of returned old parts
labels = Labels of returned old parts
parts-sum = { $count ->
        [one] One part
       *[other] { $count } parts
    }
sum = { $amount } yuan in all
freight-sum = freight { $amount } yuan
signed-packer = Packed by
signed-carrier = Carrier
signed-receiver = Received by
