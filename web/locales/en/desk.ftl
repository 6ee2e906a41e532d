### The desk: what all of its pages show.

page-title = { $page } · Fieldbook
page-board = Board
page-register = Call-outs
page-plan = Plan
page-visit = Visit
page-reports = Reports
page-complaints = Complaints
page-contracts = Contracts
page-aftercare = Aftercare
page-settings = Settings
page-stock = Stock
page-old_parts = Old parts
page-closed = Your role does not include this page
page-closed-next = Ask the person who keeps the desk’s accounts, or go on at another page.
skip = Go to the page
rail =
    .aria-label = Pages

## Sign-in

sign-in-title = Service desk
sign-in-lead = Sign in with your desk account.
sign-in-name = Name
sign-in-password = Password
sign-in-submit = Sign in
sign-in-refused = Name or password is not right.
sign-in-ended = Your session has ended. Sign in to return to where you were.

## Header

menu =
    .aria-label = All pages
    .title = All pages
language-switch = 中文
    .title = 切换到中文
sign-out = Sign out

## Dialogs

choose = Choose
field-optional = (optional)
dialog-cancel = Cancel
dialog-keep = Keep editing
dialog-discard-question = What you typed is not sent yet. Discard it?

## Password

password-open = Password
password-title = Choose a password
password-lead = You stay signed in here; other places where you are signed in end.
password-given = The password you have was handed to you. Choose one that only you know; then everything else opens.
password-first = One thing first
password-before = Password so far
password-new = New password
password-again = New password once more
password-hint = At least { $count } characters
password-submit = Choose it
password-differs = The two new passwords are not the same.
password-same = The new password has to be another one.
password-refused = The password so far is not right.
password-done = You have a new password.

sla-left = { $span } left
sla-late = { $span } late
promise-left = promised: { $span } left
promise-late = promised: { $span } late
promise-by = promised by { $time }

## Phones

phone-heard = { $ago }
phone-offline = offline, last heard { $ago }
phone-never = not heard yet
phone-revoked = revoked
phone-changes = { $count ->
    [one] { $count } change
   *[other] { $count } changes
}
phone-signatures = { $count ->
    [one] { $count } signature
   *[other] { $count } signatures
}
phone-photos = { $count ->
    [one] { $count } photo ({ NUMBER($megabytes, maximumFractionDigits: 1) } MB)
   *[other] { $count } photos ({ NUMBER($megabytes, maximumFractionDigits: 1) } MB)
}
phone-unsent-as-of = { $what } not sent, as of { $at }
phone-held-as-of = { $what }, as of { $at }
phone-none = { $name } has no phone here yet: the visit will not reach them.
phone-notice-heard = { $name }’s phone was last heard { $ago }.
phone-notice-offline = { $name }’s phone is offline: last heard { $ago } ({ $at }).
phone-notice-never = { $name }’s phone was never heard.
phone-notice-unsent = { $phone }: { $unsent }.
phone-notice-sending = The visit reaches it when it has a signal again.
phone-notice-leaving = What is done there without a signal still comes in and counts for its time.
phone-notice-leaving-unsent = Some of it may be work on this visit: it still comes in and counts for its time.
