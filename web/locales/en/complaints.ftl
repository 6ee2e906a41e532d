### Complaints at the desk.

## Complaints: the list

complaints-search = Number, customer, product, words
complaints-filter = Which complaints
complaints-more = Show more
complaints-all = All complaints
complaints-none-found = No complaint has this in it.
complaint-choose = Choose a complaint on the left.
complaint-unknown = There is no such complaint.
filter-open = Open
filter-late = Late
filter-waiting = Waiting for me
filter-closed = Closed
none-open = No complaint is open.
none-late = Nothing is late.
none-waiting = Nothing waits for you or your offices.
none-closed = No complaint is closed yet.
waits-for-approval = waits for approval

## How far it is

stage-received = Received
stage-valid = Valid
stage-not_valid = Not valid
stage-answered = Answered
stage-closed = Closed
stage-resubmitted = Goes on anew

## What is owed

duty-look = Look into it
duty-answer = Answer
duty-stage = Office’s part
duty-report = Investigation report
duty-opinion = Summary opinion
duty-close = Close
duty-return_visit = Ask the customer
due-in = { $duty }: { $span } left
due-late = { $duty }: { $span } late
due-nothing = nothing due
ended-at = ended { $time }
days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
stages-title = Stages
stage-nth = { $place }. { $office }
stage-to-come = to come
stage-left = { $span } left
stage-late-by = { $span } late
stage-was-late = was { $span } late
stage-done = done in time
stage-skipped = not gone through
owed-title = Due dates
owed-by = by { $time }
owed-no-time = no time is set
owed-done = done { $time }
owed-done-late = done late, { $time }

## Papers to late offices

notes-open = { $count ->
    [one] One office is or was late
   *[other] { $count } papers to late offices
}
note-reminder = Reminder to { $office }: { $duty } was due { $time }.
note-inquiry = Inquiry to { $office }: why was { $duty } late? It was due { $time }.
note-title-reminder = Reminder for { $label }
note-title-inquiry = Inquiry about { $label }
note-answer = Answer
note-answer-lead = Say what became of it, or leave it empty if you have only seen it.
note-text = What became of it
note-answered = Answered.
office-none = whoever handles complaints

## Deciding

who-decides = a leader who decides at the desk
list-or = { " or " }
proposal-title = Waits for { $who }
beyond-authority = { $sum } is beyond your authority. { $who } decides; your proposal goes there.
beyond-authority-refused = This sum is beyond your authority. { $who } decides: ask for approval.
found-valid = Valid
found-not-valid = Not valid
outcome-finding = Finding only
outcome-allowance = Allowance
outcome-compensation = Compensation
outcome-goods_back = Goods back
outcome-reprocessing = Worked over
because = Cause: { $cause }
decided-by = decided by { $name }
decided-as = decided by { $name } as { $office }
decide-valid = Finding
decide-outcome = What the customer gets
decide-amount = Sum in yuan
decide-cause = Cause
decide-solution = Solution
decide-signed-by = Head who signs
decide-signed-by-hint = You, if left empty.
yuan = ¥{ $amount }

## Steps

steps = What can be done
steps-more = More to record
recorded = Recorded on { $label }.
asked-done = { $label } waits for approval.
reason = Reason
note = Note
do-decide = Decide
do-ask_approval = Ask for approval
do-approve = Approve
do-decline = Turn down
do-answer = Answer the customer
do-close = Close
do-hand_on = Hand on
do-reopen = Outcome refused: reopen
do-call_out = Send somebody
do-paper = Outcome on paper
do-number = Give the number
do-promise = Promise an answer time
do-add_words = Add the customer’s words
do-classify = Class of cause
do-remedy = Remedy
do-correct = Corrective action
do-investigate = Investigation ended
do-report = Investigation report
do-talk = Talks with the customer
do-opine = Summary opinion
do-ask_customer = Ask the customer
do-object = An office objects
do-no_loss = No loss: abnormality note
do-set_case = Abroad, in person
answer-lead = By letter or phone. The complaint form itself is never copied to the customer.
answer-text = What was said
in-writing-tick = In writing
in-writing = in writing
by-mouth = by word of mouth
close-lead = Needs a decision, or the finding that there was no loss.
close-lead-satisfied = Needs a decision, and a customer who was asked and is satisfied.
close-refused = It cannot be closed yet: nothing is decided.
close-refused-satisfied = It cannot be closed yet: it needs a decision and a satisfied customer.
hand-on-to = To
remedy-lead = What settles this case.
correct-lead = What keeps it from coming back.
investigate-lead = The report is due three days after this day.
talk-lead = The summary opinion is due within a day.
object-lead = The decision stays until somebody decides otherwise.
no-loss-lead = An abnormality note takes the place of the case; close it then.
abnormality-note = What the note says
object-by = Office
done-on = On which day
ended-on = Ended on
what-was-done = What was done
what-was-found = What was found
what-it-says = What it says
what-came-of-it = What came of it
what-customer-said = What the customer said
class = Class
class-quality = Quality
class-non_quality = Not quality: people, transport, handling
grade = Grade
satisfied = Satisfied
not-satisfied = Not satisfied
case-domestic = Domestic
strike = Strike
strike-title = Strike as a mistake
strike-lead = It stays readable and counts no more.
is-struck = struck
reopen-title = The customer refuses the outcome
reopen-lead = A new complaint with { $label } attached; { $label } stays as it is.
reopen-words = Why it is not accepted, in the customer’s own words
reopened-done = { $label } goes on with it.
numbered-done = It has the number { $label }.
call-out-lead = An entry in the register of call-outs; whom to send is decided there.
call-out-address = Address
call-out-phone = Phone
call-out-model = Model
call-out-work = What for
call-out-service-type = Who pays
call-out-fault = What is wrong
call-out-done = Entered in the register of call-outs.

## What it says

facts-title = As it was taken down
fact-complainant = Complainant
fact-customer = Customer
fact-product = Product
fact-order = Order
fact-quantity = Quantity
fact-defective = { $count } defective
fact-demand = Demand
fact-samples = Samples
fact-promised = Answer promised for
fact-owner = Whose matter
fact-case = Case
pieces = { $count ->
    [one] 1 piece
   *[other] { $count } pieces
}
link-visit = The visit
link-earlier = The complaint before
link-later = The complaint that goes on
link-register = Register of call-outs
way = What happened
happened-received = Received
happened-numbered = Numbered
happened-owner_passed = Passed on
happened-words_added = The customer said more
happened-joint_inspection_asked = Joint inspection asked for
happened-samples_taken = Samples taken
happened-answer_promised = Answer promised
happened-classified = Classified
happened-remedied = Remedy
happened-corrected = Corrective action
happened-decided = Decided
happened-answered = Customer answered
happened-closed = Closed
happened-case_set = Case set
happened-handed_on = Handed on
happened-investigated = Investigation ended
happened-report_given = Investigation report
happened-talks_held = Talks held
happened-opinion_given = Summary opinion
happened-approval_asked = Approval asked for
happened-approval_declined = Turned down
happened-customer_asked = Customer asked
happened-objected = Objection
happened-no_loss_found = No loss: abnormality note
happened-call_out_entered = Somebody is sent
happened-reopened_by = Outcome refused, goes on anew
happened-struck = Struck
alike-title = { $count ->
    [one] One other complaint of this customer or thing
   *[other] { $count } other complaints of this customer or thing
}
same-thing = same serial number
copies-title = Copies of the closed form
copy-original = Original: { $office }
copy-of = Copy { $place }: { $office }
copies-not-customer = The form itself is never copied to the customer.

## What a person should look at

flag-numbered_twice = It has two numbers.
flag-owner_unclear = It was passed on to two people at once.
flag-answer_time_missing = The customer has no promised answer time.
flag-class_disputed = Two classes of cause stand.
flag-decision_disputed = Two decisions stand.
flag-answered_before_decision = The customer was answered before anything was decided.
flag-answer_not_written = It is serious and was answered by word of mouth only.
flag-closed_undecided = It was closed without a decision.
flag-joint_inspection = A joint inspection was asked for.
flag-changed_after_resubmission = Something was written after another complaint took its place.
flag-unreadable = An entry cannot be understood by this version.

## The outcome on paper

paper-title = Outcome of a complaint
paper-number = Number
paper-date = Date
paper-complainant = Complainant
paper-product = Product
paper-finding = Finding
paper-cause = Cause
paper-solution = Solution
paper-amount = Sum
paper-signed = For the company: { $name }
paper-customer-signs = Customer’s signature for the allowance:
paper-print = Print
