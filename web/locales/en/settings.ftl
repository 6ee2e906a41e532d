### Settings: who signs in, and which systems have a key.

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

## Something shown once

secret-copy = Copy
secret-copied = Copied.
secret-copy-failed = The browser did not allow copying. Mark the text and copy it by hand.
