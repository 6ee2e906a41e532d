### Settings: who signs in, which systems have a key, and which are told what happens.

## Desk users

users-title = Desk users
users-lead = Who signs in at the desk, and as what.
users-add = Add a desk user
users-none = Nobody yet.
user-add-lead = They get a password from you that opens only the way to one of their own.
user-name = Name
user-login = Name to sign in with
user-role = Role
user-role-of = Role of { $name }
user-role-title = Give { $name } another role: { $role }?
user-role-give = Give this role
user-role-done = { $name } has another role now.
user-you = You
user-password-given = has not signed in with a password of their own yet
user-disabled = put out on { $day }
user-give-password = New password
user-give-password-title = New password for { $name }?
user-give-password-lead = The password so far ends, and so does every session. They choose one of their own with the new one.
user-password-for = Password for { $name }
user-password-once = It is shown only now. Hand it over in person or by telephone.
user-disable = Put out
user-disable-title = Put { $name } out?
user-disable-lead = They are signed out at once, and keys that they made end. What they did stays. They can be taken in again.
user-disabled-done = { $name } is put out.
user-enable = Take in again
user-enabled = { $name } may sign in again.
user-last-admin = Nobody would be left who may do everything. Make somebody else an admin first.
user-offices = Offices
user-offices-of = Offices of { $name }
user-offices-lead = What { $name } may approve on complaints follows from these offices, not from the role.
user-offices-none = no office
user-offices-save = Save
user-offices-done = The offices of { $name } are kept.

role-dispatcher = Dispatcher
role-supervisor = Supervisor
role-storekeeper = Storekeeper
role-quality = Quality
role-accountant = Accountant
role-admin = Admin
role-explained = { $role }: { $what }
role-dispatcher-may = takes calls, sends technicians, takes down complaints
role-supervisor-may = as the dispatcher, and decides: parts, corrections, reports, people, catalogue
role-storekeeper-may = issues and receives parts, keeps old parts
role-quality-may = judges complaints and old parts, reads the log
role-accountant-may = takes in money
role-admin-may = everything, also these settings

## Keys

keys-title = Keys of other systems
keys-lead = With a key another system calls the desk’s interface, in its own name.
keys-interface = What another system can call: the HTTP interface
keys-add = Make a key
keys-none = No system has a key.
key-add-lead = Give a key only what the system needs.
key-name = What is it for?
key-end = It ends
key-days-90 = in 90 days
key-days-365 = in a year
key-endless = has no end
key-ends = ends on { $day }
key-ended = ended on { $day }
key-scopes = What it may do
key-no-scope = Choose at least one thing that it may do.
key-made = { $name }, { $day }
key-used = used { $ago }
key-unused = not used yet
key-once = It is shown only now. Put it where the other system keeps its secrets; it is sent as “Authorization: Bearer …”.
key-revoke = Revoke
key-revoke-title = Revoke “{ $name }”?
key-revoke-lead = The system that uses it is refused from its next request on. This cannot be undone; a new key can be made.
key-revoked = revoked on { $day }
key-revoked-done = “{ $name }” opens nothing any more.
list-comma = {", "}

scope-work-read = See visits and registers
scope-call_outs-write = Enter call-outs
scope-dispatch-write = Dispatch
scope-decisions-write = Decide as a leader
scope-stock-write = Move parts
scope-old_parts-write = Deal with old parts
scope-complaints-write = Deal with complaints
scope-contracts-write = Contracts and plans
scope-money-write = Take in money
scope-reports-read = Read reports
scope-reference-write = Keep the catalogue
scope-people-write = Technicians and phones
scope-organisation-write = Desk users, keys, settings
scope-log-read = Read the log

## Webhooks

webhooks-title = Webhooks
webhooks-lead = Other systems are told when something happens: a visit is created, a customer signs.
webhooks-add = Add a webhook
webhooks-none = No system is told yet. Add the address of your ERP, ticket system or data warehouse: each event is posted there, signed, and again until it arrives.
webhook-add-lead = Each event is posted to this address, signed with a secret that only both sides know. It holds numbers and states, no customer data.
webhook-url = Address (https)
webhook-description = What is it for?
webhook-which = What it is told
webhook-all-types = Everything, also what is added later
webhook-some-types = Only some of it
webhook-no-type = Choose at least one thing that it is told.
webhook-edit = Edit
webhook-edit-title = Edit the webhook
webhook-save = Save
webhook-saved = Saved.
webhook-delivering = Delivering
webhook-failing = Failing
webhook-off = Off
webhook-failing-since = nothing has arrived since { $time }
webhook-off-person = switched off on { $day }
webhook-off-gone = off since { $day }: the address answered that it is gone
webhook-off-failing = off since { $day }: nothing arrived for five days
webhook-nothing-yet = nothing has arrived yet
webhook-delivered = something last arrived { $ago }
webhook-waiting = { $count } waiting
webhook-old-secret = the old secret counts until { $time }
webhook-secret-lost = The key of this server was replaced: nothing is sent until you make a new secret.
webhook-made = { $name }, { $day }
webhook-deliveries = Deliveries
webhook-test = Send a test
webhook-rotate = New secret
webhook-rotate-title = Make a new secret?
webhook-rotate-lead = For 24 hours events are signed with both, so that the other system can change over without missing one.
webhook-secret = Secret
webhook-secret-once = It is shown only now. Put it where the other system keeps its secrets; with it the system checks that an event comes from here.
webhook-switch-on = Switch on
webhook-switch-off = Switch off
webhook-switched-on = Switched on. What was waiting is being sent; what happened meanwhile you can send from the deliveries.
webhook-switched-off = Switched off.
webhook-remove = Remove
webhook-remove-title = Remove “{ $name }”?
webhook-remove-lead = Nothing is sent there any more, and what waits is dropped. This cannot be undone. To pause it, switch it off.
webhook-removed = Removed.

event-call_out-entered = Call-out entered
event-call_out-changed = Call-out changed
event-call_out-cleared = Call-out cleared
event-visit-created = Visit created
event-visit-changed = Visit changed
event-visit-signed = Visit signed
event-visit-sign_off_refused = Signature refused
event-repair-taken = Goods taken for repair
event-repair-changed = Repair changed
event-repair-returned = Repaired goods returned
event-complaint-received = Complaint received
event-complaint-changed = Complaint changed
event-complaint-closed = Complaint closed
event-webhook-test = Test

deliveries-title = Deliveries
deliveries-state = State
deliveries-all = All
deliveries-none = Nothing was sent yet. Send a test, or wait for something to happen.
deliveries-none-so = None is in this state.
deliveries-more = Show older ones
delivery-waiting = Waiting
delivery-delivered = Delivered
delivery-failed = Given up
delivery-not-tried = not tried yet
delivery-tries = try { $count }
delivery-next = next try { $time }
delivery-details = Tries and content
delivery-replay = Send again
delivery-replayed = It is being sent again.
attempt-arrived = arrived ({ $status })
attempt-took = { NUMBER($ms) } ms
attempt-status = refused with status { $status }
attempt-gone = the address answered that it is gone (410)
attempt-redirect = points to another address ({ $status }), which is not followed
attempt-timeout = no answer within 15 seconds
attempt-connection = no connection
attempt-tls = the certificate is not valid, or TLS failed
attempt-unresolved = the name has no address
attempt-not-public = the address lies inside a private network and was not called
attempt-url = the address is not allowed any more
attempt-secret-lost = the secret is lost; make a new one
attempt-unreadable = the event cannot be written

recover = Send since…
recover-title = Send what did not arrive
recover-lead = Also what happened while the webhook was off, or before it was there. Each event keeps its id.
recover-since = Since
recover-hour = an hour ago
recover-day = yesterday at this time
recover-week = 7 days ago
recover-month = 30 days ago
recover-all = Also what arrived
recovered = { $count ->
    [0] Everything had arrived; nothing is sent.
    [one] One event is being sent.
   *[other] { $count } events are being sent.
}

## Something shown once

secret-copy = Copy
secret-copied = Copied.
secret-copy-failed = The browser did not allow copying. Mark the text and copy it by hand.
