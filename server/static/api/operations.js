/** What the OpenAPI document says, as the page shows it: operations in rooms, and who may call each. */

const METHODS = ["get", "post", "put", "patch", "delete", "head"];
/** Kinds of callers, in the order of the page. */
const TAGS = ["desk", "devices", "check", "server"];

/**
 * The rooms of `document`: `{tag, name, operations}`. An operation is `{id, method, path, summary, description, parameters, body, answers, caller,
 * scopes, roles}`; `caller` is `anybody`, `device`, `desk` or `both`.
 */
export function roomsOf(document) {
  const rooms = new Map();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS.filter((each) => item[each])) {
      const operation = operationOf(document, method, path, item[method]);
      const name = roomName(path);
      const key = `${operation.tag} ${name}`;
      if (!rooms.has(key)) {
        rooms.set(key, { tag: operation.tag, name, operations: [] });
      }
      rooms.get(key).operations.push(operation);
    }
  }
  return [...rooms.values()].sort((one, other) => TAGS.indexOf(one.tag) - TAGS.indexOf(other.tag) || one.name.localeCompare(other.name));
}

/** What the roles may: `[{scope, roles}]`, in the order in which the server names scopes. */
export function scopesOf(document) {
  const roles = Object.entries(document["x-roles"] ?? {});
  const scopes = [...new Set(roles.flatMap(([, permissions]) => permissions))];
  const order = document.components.schemas.Permission?.enum ?? scopes;
  return order.filter((scope) => scopes.includes(scope)).map((scope) => ({ scope, roles: roles.filter(([, may]) => may.includes(scope)).map(([role]) => role) }));
}

function operationOf(document, method, path, said) {
  const schemes = (said.security ?? []).flatMap((one) => Object.keys(one));
  const scopes = said["x-permissions"] ?? [];
  const roles = Object.entries(document["x-roles"] ?? {});
  const desk = schemes.includes("desk");
  return {
    id: `${method}-${path}`,
    tag: said.tags?.[0] ?? "server",
    method,
    path,
    summary: said.summary ?? "",
    description: said.description ?? "",
    parameters: said.parameters ?? [],
    body: contentOf(said.requestBody?.content),
    answers: Object.entries(said.responses ?? {}).map(([status, answer]) => ({ status, description: answer.description ?? "", content: contentOf(answer.content) })),
    caller: desk ? (schemes.includes("device") ? "both" : "desk") : schemes.includes("device") ? "device" : "anybody",
    scopes,
    roles: roles.filter(([, may]) => scopes.length === 0 || scopes.some((scope) => may.includes(scope))).map(([role]) => role),
  };
}

/** The first media type and its schema, or null. */
function contentOf(content) {
  const [type, said] = Object.entries(content ?? {})[0] ?? [];
  return type ? { type, schema: said.schema ?? null } : null;
}

function roomName(path) {
  const parts = path.split("/").filter(Boolean);
  const at = parts[0] !== "v1" ? 0 : parts[1] === "desk" ? 2 : 1;
  return parts[at] ?? parts.at(-1);
}
