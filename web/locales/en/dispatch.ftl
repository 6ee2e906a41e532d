### Sending somebody for a call-out.

send-title = Send somebody for { $number }
send-technician = Technician
send-appointment = Appointment
send-nobody = There are no technicians yet. Add one at the board under People and phones.
send-submit = Send
send-done = { $name } goes for { $number }.

checks-title = Checklist
checks-hint = The technician answers these before finishing. Add, remove or reword them.
checks-from =
    { $count ->
        [0] No template fits
        [one] One check from: { $names }
       *[other] { $count } checks from: { $names }
    }
checks-text = What to check
checks-required = Required
checks-add = Add a check
checks-remove = Remove this check

cancel-open = Cancel visit
cancel-title = Cancel visit { $number }?
cancel-lead = { $customer }, technician { $name }
cancel-offline = The technician’s phone may be without signal. If they have arrived after all, their work is kept and flagged here.
cancel-reason = Why it is cancelled
cancel-submit = Cancel the visit
cancel-done = { $number } is cancelled.
