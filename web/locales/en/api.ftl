### The page that explains the HTTP interface. Roles are named in settings.ftl.

api-title = HTTP interface
api-lead = Every address of this server: who may call it, what it takes and what it answers. Descriptions come from the server’s OpenAPI document, in English. Other systems call with a key; an admin makes keys under Settings.
api-document = OpenAPI document
api-language = 中文
    .title = 切换到中文
api-rooms =
    .aria-label = Rooms
api-filter = Search addresses, descriptions, scopes
api-found = { $count ->
    [one] { $count } operation
   *[other] { $count } operations
}
api-unread = The document could not be read.

api-tag-desk = Desk
api-tag-devices = Devices
api-tag-check = Without signing in
api-tag-server = Server

api-who-anybody = anybody
api-who-device = devices
api-who-desk = everybody at the desk
api-comma = {", "}
api-may-anybody = Anybody may call this, without signing in.
api-may-device = Enrolled devices, with an access token.
api-may-signed-in = Everybody who is signed in at the desk, and every key.
api-may-roles = { $roles }; or a key with one of these scopes:

api-roles = Roles and scopes
api-roles-lead = A person may do what the role includes. A key may do what its scopes name, and never more than the person who made it.
api-scope = Scope
api-yes = yes
api-no = no

api-parameters = Parameters
api-in-path = in the path
api-in-query = in the query
api-in-header = header
api-in-cookie = cookie
api-body = Body
api-answers = Answers
api-required = required
api-one-of = One of these:
api-map = Any names, each with:
api-values-more = and { $count } more
api-example = Example
api-copy = Copy
api-copied = Copied
api-copy-failed = Could not copy
