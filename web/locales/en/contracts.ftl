### Contracts: what is covered until when, who is told of the end, maintenance plans.

## List

contracts-search = Name, number, serial
contracts-add = New contract
contracts-all = All contracts
contracts-none = No contract yet.
contracts-none-found = No contract fits these words.
contract-choose = Choose a contract to see its plans.
contract-unknown = There is no such contract.
contract-assets = { $count ->
    [one] 1 device
   *[other] { $count } devices
}
contract-coming = Begins later
contract-running = In force
contract-ending = Ends soon
contract-between = Between terms
contract-over = Over
contract-to-tell = Tell the customer
contract-ends-on = until { $day } · { $count ->
    [0] last day
    [one] 1 day left
   *[other] { $count } days left
}
contract-ended-on = ended { $day }

## Contract

contract-terms = Term
contract-term = { $from } to { $to }
contract-ended = Ended early
contract-ended-because = Last day { $day }: { $reason }
contract-covers = Covers
covers-labour = Labour
covers-parts = Parts
covers-travel = Travel
covers-consumables = Consumables
covers-nothing = Nothing: every service is paid
contract-price-class = Price class
contract-cycle = Cycle
cycle-Q = Q · signed and filed
cycle-Y = Y · papers accepted
cycle-B = B · in service
cycle-S = S · followed up
contract-contact = Contact
contract-note = Note
contract-assets-title = Devices
list-comma = {", "}

contract-part-term = Contract
contract-part-customer = Customer
contract-number = Number
contract-starts = First day
contract-ends = Last day
contract-customer = Name
contract-address = Address
contract-contact-name = Contact
contract-phone = Phone
asset-add = Another device
asset-remove = Leave this device out
asset-product = Product
asset-model = Model
asset-serial = Serial number
contract-entered = Contract { $number } is entered.
contract-number-taken = There is a contract of this number already.
contract-invalid = Something cannot be. The last day must not lie before the first, and every device needs its model.

contract-renew = Renew
contract-renew-title = Renew { $number }
contract-renew-lead = A further term follows the one before. Plans go on.
contract-renewed = The contract is renewed.
term-invalid = The new term has to begin after the one before, and end after its beginning.
contract-end = End early
contract-end-title = End { $number } before its term?
contract-end-lead = Its plans end with it. Call-outs that are entered stay; call their visits off yourself.
contract-last-day = Last day
contract-ended-done = The contract is ended.
reason = Reason

## Notice

notice-title = Told of the end
notice-due = This contract ends on { $day }. Write to the customer and send somebody to renew it.
notice-letter = Letter
notice-tell = Customer told
notice-tell-title = { $customer } was told
notice-day = Day
notice-how = How
notice-sent = Who goes to renew
told-letter = letter
told-phone = phone
told-visit = visit
notice-told = End on { $of }: told on { $day } ({ $how })
notice-told-sent = End on { $of }: told on { $day } ({ $how }); { $sent } goes to renew
notice-told-done = Noted.
letter-to = To { $customer }, { $contact }
letter-subject = Maintenance contract { $number }: end of the term
letter-text = your maintenance contract { $number } for { $count ->
    [one] one device
   *[other] { $count } devices
} ends on { $day }. From the day after, service outside the guarantee is charged.
letter-next = We will call on you to speak about renewing it. Please tell us which day suits you.
letter-print = Print

## Plans

plans-title = Maintenance plans
plans-none = No plan yet.
plan-add = Add a plan
plan-add-title = Maintenance plan of { $number }
plan-add-lead = Each due day becomes one call-out for each device, by itself, as long as the contract lasts.
plan-name = What is done
plan-name-usual = Maintenance
plan-recurrence = How often
recurrence-months = { $count ->
    [one] every month
    [12] every year
   *[other] every { $count } months
}
recurrence-fixed = on fixed days of the year
recurrence-calendar = every year on { $days }
day-of-year = { $month }/{ $day }
plan-first = First day
plan-days = Days of the year
plan-days-hint = Month and day, such as 05-15, 11-01
plan-days-ahead = Enter so many days before
plan-technician = Preferred technician
plan-ahead = { $count ->
    [0] entered on the day
    [one] entered 1 day before
   *[other] entered { $count } days before
}
plan-invalid = Something cannot be. Choose at least one device, and days that there are.
plan-made = The plan is made.
plan-end = End plan
plan-end-title = End the plan “{ $name }”?
plan-end-lead = Nothing after its last day is entered. What is entered stays.
plan-ended-done = The plan is ended.
plan-next = Next days
plan-no-next = No further day: the plan or the contract ends.
plan-past = Done so far ({ $count })
day-coming = To come
day-entered = Entered
day-skipped = Skipped
day-moved-from = instead of { $day }
day-reason = { $reason } ({ $name })
day-move = Move
day-move-title = Move { $day }
day-to = New day
day-moved-done = The day is moved.
day-skip = Skip
day-skip-title = Skip { $day }?
day-skip-lead = “{ $name }” is left out this once.
day-skipped-done = The day is skipped.
day-not-covered = The contract does not cover this day, or it is past.
day-entered-already = Its call-outs are entered already. Move or call off their visits.
call-out-registered = nobody sent
call-out-dispatched = sent
call-out-cleared = signed
call-out-send = Send
