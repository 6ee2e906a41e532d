### The call-out register.

register-import = Import
register-new = New entry
register-list = Call-outs
register-choices =
    .aria-label = Which call-outs to see
register-choice-open = Not cleared
register-choice-registered = Waiting
register-choice-dispatched = Dispatched
register-choice-cleared = Cleared
register-choice-withdrawn = Withdrawn
register-choice-all = All
register-search =
    .placeholder = Number, customer, phone, address, model, serial
register-search-label = Search
register-from = From
register-to = To
register-loading = Loading
register-nothing = No call-outs here.
register-nothing-found = Nothing found. Try another word, or look among all.
register-left-overs = Left over from earlier days: these go first
register-by-arrival = By arrival
register-newest = The newest first
register-more = Show more
register-imported = imported

register-state-registered = Waiting
register-state-dispatched = Dispatched
register-state-cleared = Cleared
register-state-withdrawn = Withdrawn
register-waits-dispatch = Nobody is sent
register-waits-arrival = Nobody is there yet
register-waits-work = Being worked on
register-waits-continuation = To be continued
register-waits-parts = Waits for parts
register-waits-goods = Goods taken along are not back and signed for
register-waits-signature = Done; the customer has not signed
register-waits-signature_again = Changed after the signature: to be signed again
register-withdrawn-by = Withdrawn by { $name }: { $reason }

## Sending and withdrawing

register-dispatch = Send
register-dispatch-label = Send somebody for { $number }
register-withdraw = Withdraw
register-withdraw-label = Withdraw { $number }
register-withdraw-title = Withdraw entry { $number }
register-withdraw-lead = The entry of { $customer } stays in the register, marked as withdrawn; nobody can be sent to it. It can be restored later.
register-withdraw-submit = Withdraw
register-withdrawn-done = { $number } is withdrawn.
register-reason = Why it is withdrawn
register-undo = Undo
register-restore = Restore
register-restore-label = Restore { $number }
register-restored = { $number } is restored and waits.

## While the customer is on the phone

register-entry = Take a call
register-phone = Phone
register-phone-hint = The number tells who calls: Enter takes the first, ↓ chooses.
register-customer = Customer
register-contact = Contact
register-address = Address
register-product = Product
register-model = Model
register-serial = Serial
register-plate = Licence plate
register-fault = What the customer says is wrong
register-work = Work
register-urgency = Urgency
register-service-type = Who pays
register-save = Enter it (Enter)
register-clear = Clear
register-saved = Entered as { $number }.
register-known = Perhaps ({ $count })
register-open-calls = Perhaps entered before and not cleared ({ $count }). You can go on all the same.
register-same-phone = same phone
register-same-serial = same serial
register-warranty-runs = Under warranty: { $from } to { $to }
register-warranty-over = Not under warranty: { $from } to { $to }
register-warranty-unknown = The file does not say how long the warranty runs
register-contract-runs = Contract { $number } runs: { $from } to { $to }
register-contract-over = Contract { $number } does not run: { $from } to { $to }
register-proposed = By the file: { $type }

## Import

import-title = Import call-outs
import-lead = The file is looked at first; nothing is entered. It can be entered in one go once every line is right.
import-file = File
import-hint = CSV or XLSX, at most 5,000 lines. Needed: fault, service type, customer, address, phone, model.
import-looking = Looking at the file
import-submit = Enter all
import-done = { $count ->
    [one] One call-out is entered.
   *[other] { $count } call-outs are entered.
}
import-before = This file was imported at { $time } and made { $count } entries. Nothing was entered twice.
import-all-good = { $good ->
    [one] One line can be entered.
   *[other] All { $good } lines can be entered.
}
import-some-bad = { $good } can be entered, { $bad } cannot. Put the file right and choose it again; nothing was entered.
import-unknown-columns = These columns are not known and were passed over: { $columns }
import-missing-columns = These columns are missing: { $columns }
import-column-twice = This column is there twice: { $column }
import-between = {", "}
import-faults = Lines that cannot be entered
import-duplicates = Perhaps entered before (they are entered all the same)
import-line = Line
import-column = Column
import-reason = Why
import-same = In common
import-with = With
import-earlier-line = line { $line } of this file
import-unreadable-unreadable = This file cannot be read. Save it as CSV or XLSX.
import-unreadable-encoding = The text is in an unknown encoding. Save it as CSV in UTF-8 or GB18030.
import-unreadable-empty = The file is empty.
import-unreadable-too_many_lines = Too many lines. At most 5,000 are taken at once: make several files.
import-unreadable-too_many_columns = Too many columns; at most 64 are taken.
import-unreadable-too_large = The file unfolds to too much.
import-reason-missing = is empty
import-reason-too_long = is too long
import-reason-unprintable = holds characters that cannot be shown
import-reason-unknown_word = is none of the known words
import-reason-no_time = is no date or time
import-reason-time_out_of_range = is in the future, or before 2000
import-reason-broken_formula = the formula comes to an error
import-reason-outside_columns = something stands behind the last column
import-column-received_at = Received at
import-column-fault = Fault
import-column-service_type = Service type
import-column-work = Work
import-column-urgency = Urgency
import-column-customer_name = Customer
import-column-address = Address
import-column-phone = Phone
import-column-contact = Contact
import-column-product = Product
import-column-model = Model
import-column-serial = Serial
import-column-plate = Plate
