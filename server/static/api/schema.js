/** Schemas of the document as lists of fields. What a field consists of is drawn when it is opened: schemas name each other in circles. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";

const PREFIX = "#/components/schemas/";
/** More values of an enumeration are counted, not named. */
const MOST_VALUES = 24;

/** The schema that `schema` leads to. */
export function resolved(document, schema) {
  return schema?.$ref?.startsWith(PREFIX) ? (document.components.schemas[schema.$ref.slice(PREFIX.length)] ?? {}) : (schema ?? {});
}

/** The parts of a description: what stands between backticks is code. */
export function prose(text) {
  return text.split("`").map((part, place) => (place % 2 === 1 ? h("code", { text: part }) : part));
}

/** The name of the schema, or the type in words. */
export function typeText(schema) {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.slice(PREFIX.length);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum?.length === 1) return JSON.stringify(schema.enum[0]);
  const choice = schema.oneOf ?? schema.anyOf;
  if (choice) return [...new Set(choice.map(typeText))].join(" | ");
  if (schema.allOf) return schema.allOf.map(typeText).join(" & ");
  const types = [schema.type ?? "any"].flat();
  const words = types.map((type) => (type === "array" ? `${schema.items ? typeText(schema.items) : "any"}[]` : type));
  return words.join(" | ") + (schema.format ? ` (${schema.format})` : "");
}

/** What there is to say of `schema`: its description, its values, its fields. */
export function drawSchema(document, schema) {
  const whole = resolved(document, schema);
  const parts = [];
  if (whole.description) parts.push(h("p", { class: "small soft told", lang: "en" }, prose(whole.description)));
  if (whole.enum) parts.push(drawValues(whole.enum));
  const bounds = boundsOf(whole);
  if (bounds) parts.push(h("p", { class: "small soft", text: bounds }));
  for (const part of whole.allOf ?? []) parts.push(...drawSchema(document, part));
  const choices = (whole.oneOf ?? whole.anyOf ?? []).filter((one) => one.type !== "null");
  if (choices.length === 1) {
    parts.push(...drawSchema(document, choices[0]));
  } else if (choices.length > 1) {
    parts.push(h("p", { class: "small soft", text: t("api-one-of") }));
    parts.push(h("ul", { class: "fields" }, choices.map((choice) => h("li", {}, opened(document, choice, choiceName(document, choice))))));
  }
  const fields = Object.entries(whole.properties ?? {});
  if (fields.length > 0) {
    const required = new Set(whole.required ?? []);
    parts.push(h("ul", { class: "fields" }, fields.map(([name, field]) => h("li", {}, drawField(document, name, field, required.has(name))))));
  }
  if (whole.items) parts.push(...drawSchema(document, whole.items));
  if (typeof whole.additionalProperties === "object") {
    parts.push(h("p", { class: "small soft", text: t("api-map") }), ...drawSchema(document, whole.additionalProperties));
  }
  return parts;
}

/** A name, its type, whether it has to be there, and what it consists of. */
export function drawField(document, name, schema, required, description = schema.description) {
  const line = [
    h("code", { class: "field-name", text: name }),
    h("code", { class: "small soft", text: typeText(schema) }),
    required ? h("span", { class: "small required", text: t("api-required") }) : null,
  ];
  const told = description ? h("p", { class: "small soft told" }, prose(description)) : null;
  return hasMore(document, schema) ? h("div", {}, opened(document, schema, line), told) : h("div", {}, h("div", { class: "field-line" }, line), told);
}

function opened(document, schema, line) {
  const details = h("details", { class: "more" }, h("summary", { class: "field-line" }, line));
  details.addEventListener("toggle", () => details.childElementCount === 1 && details.append(h("div", { class: "inner" }, drawSchema(document, schema))), { once: true });
  return details;
}

function hasMore(document, schema) {
  const whole = resolved(document, schema);
  if (whole.properties || whole.allOf || (whole.enum && whole.enum.length > 1) || boundsOf(whole) || typeof whole.additionalProperties === "object") return true;
  return [...(whole.oneOf ?? []), ...(whole.anyOf ?? []), whole.items].some((part) => part && hasMore(document, part));
}

/** A choice is told from the others by its name, else by the field that has one value only. */
function choiceName(document, choice) {
  const whole = resolved(document, choice);
  const parts = [whole, ...(whole.allOf ?? []).map((part) => resolved(document, part))];
  const told = parts.flatMap((part) => Object.entries(part.properties ?? {})).find(([, field]) => field.enum?.length === 1 || field.const !== undefined);
  const name = told ? `${told[0]}: ${typeText(told[1])}` : typeText(choice);
  return [h("code", { class: "field-name", text: name }), whole.description ? h("span", { class: "small soft", lang: "en" }, prose(whole.description)) : null];
}

function drawValues(values) {
  const named = values.slice(0, MOST_VALUES).map((value) => h("code", { class: "value", text: JSON.stringify(value) }));
  const rest = values.length - named.length;
  return h("p", { class: "values" }, named, rest > 0 ? h("span", { class: "small soft", text: t("api-values-more", { count: rest }) }) : null);
}

function boundsOf(schema) {
  const bounds = [
    ["≥", schema.minimum],
    ["≤", schema.maximum],
  ].filter(([, bound]) => bound !== undefined && bound !== 0);
  return bounds.map(([sign, bound]) => `${sign} ${bound}`).join(", ");
}
