/** Examples that can be pasted: a value that fits a schema, and the call with curl. */
import { resolved } from "./schema.js";

/** Deeper values are left out: schemas name each other in circles. */
const DEEPEST = 6;
const BY_FORMAT = { uuid: "01890000-0000-7000-8000-000000000000", "date-time": "2026-01-01T08:00:00Z", date: "2026-01-01", binary: "" };

/** A value with what `schema` asks for and nothing else. */
export function exampleOf(document, schema, depth = 0) {
  const whole = resolved(document, schema);
  if (whole.example !== undefined) return whole.example;
  if (whole.default !== undefined) return whole.default;
  if (whole.const !== undefined) return whole.const;
  if (whole.enum) return whole.enum[0];
  if (depth > DEEPEST) return null;
  const choice = (whole.oneOf ?? whole.anyOf ?? []).find((one) => one.type !== "null");
  const all = [...(whole.allOf ?? []), ...(choice ? [choice] : [])].map((part) => exampleOf(document, part, depth + 1));
  if (whole.properties) {
    const required = (whole.required ?? []).filter((name) => whole.properties[name]);
    all.push(Object.fromEntries(required.map((name) => [name, exampleOf(document, whole.properties[name], depth + 1)])));
  }
  if (all.length > 0) return all.every((part) => part !== null && typeof part === "object" && !Array.isArray(part)) ? Object.assign({}, ...all) : all[0];
  const type = [whole.type].flat().find((one) => one !== "null");
  switch (type) {
    case "array":
      return whole.items ? [exampleOf(document, whole.items, depth + 1)] : [];
    case "object":
      return {};
    case "integer":
    case "number":
      return Math.max(whole.minimum ?? 0, 0) || 1;
    case "boolean":
      return true;
    case "string":
      return BY_FORMAT[whole.format] ?? "…";
    default:
      return null;
  }
}

/** The call of `operation` with curl, at the server at `origin`. */
export function curlOf(document, operation, origin) {
  const asked = operation.parameters.filter(({ in: place, required }) => place === "query" && required);
  const query = asked.map(({ name, schema }) => `${name}=${encodeURIComponent(String(exampleOf(document, schema)))}`).join("&");
  const named = operation.path.replace(/\{(\w+)\}/g, (_, name) => `<${name}>`);
  const parts = [operation.method === "get" ? "curl" : operation.method === "head" ? "curl --head" : `curl -X ${operation.method.toUpperCase()}`];
  parts.push(quoted(`${origin}${named}${query && `?${query}`}`));
  if (operation.caller === "desk" || operation.caller === "both") parts.push('-H "Authorization: Bearer $FIELDBOOK_KEY"');
  if (operation.caller === "device") parts.push('-H "Authorization: Bearer $ACCESS_TOKEN"');
  for (const { name } of operation.parameters.filter(({ in: place, required }) => place === "header" && required)) parts.push(`-H ${quoted(`${name}: <${name}>`)}`);
  if (operation.body?.type === "application/json") {
    parts.push(`--json ${quoted(JSON.stringify(exampleOf(document, operation.body.schema), null, 2))}`);
  } else if (operation.body) {
    parts.push(`-H ${quoted(`Content-Type: ${operation.body.type}`)}`, "--data-binary @<file>");
  }
  return parts.join(" \\\n  ");
}

/** As one word of a shell. */
function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
