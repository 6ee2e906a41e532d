/** Taking a complaint down: who it is first, looked up while typing; then the customer's own words, and by when there is an answer. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { Dialog, field } from "/assets/desk/dialog.js";
import { newId } from "/assets/desk/ids.js";
import { lookUp, takeDown } from "./api.js";
import { instant, promised } from "./promised.js";

const LINE = 190;
const LOOK_UP_AFTER_MS = 200;
/** What is known fills these fields, by its place in what is known. */
const FILLED = { customer: ["customer", "name"], phone: ["customer", "phone"], address: ["customer", "address"], contact: ["customer", "contact"], product: ["asset", "product"], model: ["asset", "model"], serial: ["asset", "serial"] };

const line = (id, name, props = {}) => field(id, name, { maxlength: LINE, ...props });
const row = (...fields) => h("div", { class: "form-row" }, fields);
const tick = (id, name) => h("label", { class: "choice" }, h("input", { type: "checkbox", name }), h("span", { text: t(id) }));
const number = (text) => (text === "" ? undefined : Number(text));

/**
 * Opens the form; what is typed there is one complaint, however often it is sent. `about` is what is known of it already, by the names of
 * the fields and with the `visit` it comes from: nobody is looked up then. `taken(row)` is called when it has its number.
 */
export function openTakeDown({ desk, lead, about, taken }) {
  const id = newId(desk.now());
  const known = h("ul", { class: "known-callers", "aria-label": t("known-callers") });
  const status = h("p", { class: "visually-hidden", role: "status" });
  const search = field("take-down-search", "search", { autofocus: true, maxlength: 100, hint: t("take-down-search-hint"), role: "searchbox" });
  const part = (title, ...contents) => h("fieldset", { class: "form-part" }, h("legend", { text: t(title) }), contents);
  const dialog = new Dialog({
    title: t("complaints-add"),
    lead,
    wide: true,
    contents: [
      ...(about ? [] : [search, known, status]),
      part("take-down-customer", row(line("take-down-name", "customer", { required: true }), line("take-down-phone", "phone", { type: "tel" })), row(line("take-down-contact", "contact"), line("take-down-address", "address")), row(line("take-down-complainant", "complainant"), line("take-down-relation", "relation"))),
      part("take-down-thing", row(line("take-down-product", "product"), line("take-down-model", "model"), line("take-down-serial", "serial")), h("details", {}, h("summary", { text: t("take-down-order") }), row(line("take-down-order-number", "order_number"), line("take-down-part-number", "part_number"), field("take-down-delivered", "delivered_on", { type: "date" })), row(field("take-down-quantity", "quantity", { type: "number", min: 0, step: 1 }), field("take-down-defective", "defective_quantity", { type: "number", min: 0, step: 1 }), line("take-down-samples", "samples")))),
      part(
        "take-down-matter",
        field("words", "words", { required: true, lines: 3, maxlength: 1_900 }),
        row(line("take-down-demand", "demand"), field("take-down-urgency", "urgency", { required: true, options: ["general", "urgent"].map((value) => ({ value, text: t(`urgency-${value}`) })) })),
        promised(desk),
        h("div", { class: "choices" }, tick("still-processing", "still_processing"), tick("serious", "serious"), tick("case-foreign", "foreign"), tick("case-walk-in", "walk_in")),
      ),
    ],
    submitText: t("complaints-add"),
    submit: async () => {
      const made = await takeDown(said(dialog, id, about?.visit));
      dialog.close();
      await taken(made);
    },
  });
  if (about) {
    fill(dialog.form, about);
  } else {
    lookUpWhileTyping(dialog, known, status);
  }
}

/** Puts what is known into its fields; the customer's own words are what is left to type. */
function fill({ elements }, known) {
  for (const [name, value] of Object.entries(known)) {
    if (elements[name]) {
      elements[name].value = value ?? "";
    }
  }
  elements.words.focus();
}

function said(dialog, id, visit) {
  const { form } = dialog;
  const value = (name) => dialog.value(name);
  const ticked = (name) => form.elements[name].checked;
  return {
    id,
    visit,
    customer: { name: value("customer"), phone: value("phone"), address: value("address"), contact: value("contact") },
    // Who speaks is the customer's contact, or the customer, unless somebody says otherwise.
    complainant: { name: value("complainant") || value("contact") || value("customer"), relation: value("relation"), contact: value("phone") },
    product: { product: value("product"), model: value("model"), serial: value("serial") },
    order_number: value("order_number"),
    part_number: value("part_number"),
    delivered_on: value("delivered_on") || undefined,
    quantity: number(value("quantity")),
    defective_quantity: number(value("defective_quantity")),
    demand: { text: value("demand"), still_processing: ticked("still_processing") },
    samples: value("samples"),
    words: value("words"),
    urgency: value("urgency"),
    serious: ticked("serious"),
    answer_promised_for: instant(value("promised_for")),
    foreign: ticked("foreign"),
    walk_in: ticked("walk_in"),
  };
}

/** Offers who is known by what is typed; arrow keys reach them, Enter takes one, and the form is filled. */
function lookUpWhileTyping(dialog, known, status) {
  const { form } = dialog;
  const search = form.elements.search;
  let turn = 0;
  let timer = null;
  const take = (caller) => {
    known.replaceChildren();
    fill(form, Object.fromEntries(Object.entries(FILLED).map(([name, [part, key]]) => [name, caller[part][key]])));
  };
  const ask = async () => {
    const asked = ++turn;
    const text = search.value.trim();
    let found = [];
    try {
      found = text.length < 2 ? [] : (await lookUp(text)).known;
    } catch {
      // Without an answer the form is filled by hand; saving says what is wrong.
    }
    if (asked !== turn) {
      return;
    }
    status.textContent = found.length > 0 ? t("known-count", { count: found.length }) : "";
    known.replaceChildren(
      ...found.slice(0, 6).map((caller) =>
        h("li", {}, h("button", { class: "known-caller", type: "button", on: { click: () => take(caller) } }, h("strong", { text: caller.customer.name }), h("span", { class: "small soft", text: [caller.customer.phone, caller.asset.product, caller.asset.model, caller.asset.serial].filter(Boolean).join(" · ") }))),
      ),
    );
  };
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), LOOK_UP_AFTER_MS);
  });
  search.addEventListener("keydown", (event) => {
    const first = known.querySelector("button");
    if (event.key === "ArrowDown" && first) {
      event.preventDefault();
      first.focus();
    } else if (event.key === "Enter" && !event.isComposing) {
      // The search is no complaint yet: Enter takes whom it found, or goes on to the form.
      event.preventDefault();
      (first ?? form.elements.customer)[first ? "click" : "focus"]();
    }
  });
  known.addEventListener("keydown", (event) => {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (step) {
      event.preventDefault();
      (event.target.closest("li")?.[step]?.querySelector("button") ?? search).focus();
    }
  });
}
