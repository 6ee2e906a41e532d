### The plan: who goes where when.

plan-day = Day
plan-week = Week
plan-week-of = { $from } – { $to }
plan-today = Today
plan-before = Earlier
plan-after = Later
plan-untimed = No time set
plan-count = { $count ->
    [one] { $count } visit
   *[other] { $count } visits
}
plan-free = free
plan-nobody = There are no technicians yet. Add one at the board under People and phones.
plan-length = A visit is drawn from arrival to finish; before that, one hour from its appointment. Drag it, or choose it with Enter.
due-half-legend = half of the promised time is gone
due-soon-legend = three quarters are gone
due-late-legend = the promised time is over

move-title = Move { $number }
move-lead = { $customer }: { $fault }
move-reason = Why it changes hands
move-reason-hint = The technicians read it.
move-agreed-by = Who at the customer’s agreed?
move-agreed-hint = An appointment moves only with the customer’s consent.
move-agreed-how = How
move-submit = Move
move-nothing = Nothing is different yet.
move-done = { $number }: { $name }, { $time }.
move-undone = { $number } is as it was before.
move-half = { $number } has its new time, but was not given to somebody else: { $reason }
move-taken-back = Taken back
move-too-late = { $number } is finished, signed or cancelled; it is not moved any more.
action-undo = Undo
consent-phone = by telephone
consent-in_person = in person
consent-written = in writing

## Not sent yet

plan-unassigned = Nobody sent yet: { $count }{ $more ->
    [yes] +
   *[no] {""}
}
plan-left-over = from an earlier day
