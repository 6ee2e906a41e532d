/**
 * The language of a page: loads its Fluent texts, puts them into the page, and changes them while the page runs.
 *
 * A page calls `await loadLanguage("desk", "board")` once. Texts of `shared.ftl` and of the files it names form one bundle in each language.
 * Elements carry `data-l10n-id` (and `data-l10n-args`, JSON); the message's value becomes the text, its attributes become the
 * attributes listed in TEXT_ATTRIBUTES. Left out: choosing texts piece by piece from several languages; every language is complete.
 */
import { FluentBundle, FluentResource } from "./vendor/fluent/index.js";

/** The languages there are, as BCP 47 tags; the first is the default. */
export const LANGUAGES = Object.freeze(["zh-CN", "en"]);

const KEPT_UNDER = "fieldbook.language";
const TEXT_ATTRIBUTES = new Set(["alt", "aria-label", "label", "placeholder", "title"]);

const bundles = new Map();
const followers = new Set();
let files = [];
let tag = LANGUAGES[0];
let bundle = null;

/** Loads the texts of `names` in the kept or preferred language and puts them into the document. */
export async function loadLanguage(...names) {
  files = names;
  await use(keptLanguage() ?? preferredLanguage());
}

/** The tag of the language shown. */
export function language() {
  return tag;
}

/** Shows the page in another language from now on, also at the next visit. */
export async function setLanguage(wanted) {
  if (!LANGUAGES.includes(wanted)) {
    throw new RangeError(`no such language: ${wanted}`);
  }
  try {
    localStorage.setItem(KEPT_UNDER, wanted);
  } catch {
    // Storage may be switched off: the choice then holds until the page is left.
  }
  await use(wanted);
}

/** Calls `follower` after each change of language. Answers a function that ends it. */
export function onLanguage(follower) {
  followers.add(follower);
  return () => followers.delete(follower);
}

/** The text of message `id`. A text that is missing shows its id, so that it is noticed. */
export function t(id, args) {
  return format(bundle, id, args);
}

/** Whether there is a message `id`, for values a newer server may send. */
export function has(id) {
  return bundle?.getMessage(id)?.value != null;
}

/** Of a text in several languages, the one shown, else any there is. */
export function localised(text) {
  return text?.[tag] ?? Object.values(text ?? {})[0] ?? "";
}

/** Puts texts into `root` and everything below it that carries `data-l10n-id`. */
export function localise(root) {
  if (root.nodeType === Node.ELEMENT_NODE && root.hasAttribute("data-l10n-id")) {
    fill(root);
  }
  for (const element of root.querySelectorAll("[data-l10n-id]")) {
    fill(element);
  }
}

function fill(element) {
  const id = element.dataset.l10nId;
  const args = element.dataset.l10nArgs ? JSON.parse(element.dataset.l10nArgs) : undefined;
  const message = bundle.getMessage(id);
  if (!message) {
    element.textContent = t(id);
    return;
  }
  if (message.value) {
    element.textContent = bundle.formatPattern(message.value, args);
  }
  for (const [name, pattern] of Object.entries(message.attributes)) {
    if (TEXT_ATTRIBUTES.has(name)) {
      element.setAttribute(name, bundle.formatPattern(pattern, args));
    }
  }
}

function format(from, id, args) {
  const message = from?.getMessage(id);
  if (message?.value == null) {
    console.warn(`no text for ${id}`);
    return id;
  }
  const errors = [];
  const text = from.formatPattern(message.value, args, errors);
  for (const error of errors) {
    console.warn(`text ${id}:`, error);
  }
  return text;
}

async function use(wanted) {
  bundle = await bundleOf(wanted);
  tag = wanted;
  document.documentElement.lang = wanted;
  localise(document);
  for (const follower of followers) {
    follower(wanted);
  }
}

function bundleOf(wanted) {
  if (!bundles.has(wanted)) {
    const loading = load(wanted);
    bundles.set(wanted, loading);
    loading.catch(() => bundles.delete(wanted));
  }
  return bundles.get(wanted);
}

async function load(wanted) {
  // Isolation marks are for mixed writing directions; both languages run left to right.
  const loaded = new FluentBundle(wanted, { useIsolating: false });
  const sources = await Promise.all(["shared", ...files].map((name) => source(wanted, name)));
  for (const text of sources) {
    for (const error of loaded.addResource(new FluentResource(text))) {
      console.warn("texts:", error);
    }
  }
  return loaded;
}

async function source(wanted, name) {
  const response = await fetch(new URL(`../locales/${wanted}/${name}.ftl`, import.meta.url));
  if (!response.ok) {
    throw new Error(`${name}.ftl (${wanted}): ${response.status}`);
  }
  return response.text();
}

function keptLanguage() {
  try {
    const kept = localStorage.getItem(KEPT_UNDER);
    return LANGUAGES.includes(kept) ? kept : null;
  } catch {
    return null;
  }
}

function preferredLanguage() {
  for (const wanted of navigator.languages ?? []) {
    const base = wanted.toLowerCase().split("-")[0];
    const match = LANGUAGES.find((each) => each.toLowerCase().split("-")[0] === base);
    if (match) {
      return match;
    }
  }
  return LANGUAGES[0];
}
