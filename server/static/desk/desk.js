/**
 * What every page of the desk stands in: signing in, the ways to the other pages, the language. The page itself is a module that is
 * loaded by the address:
 *
 *     export const texts = ["register"];                 // web/locales/LANGUAGE/register.ftl, beside shared and desk
 *     export const styles = ["/assets/register/register.css"];
 *     export function open(desk) { ... return { render({ language, tick }) {}, close() {} }; }
 *
 * `desk.root` is the place to fill, `desk.actions` the place for buttons in the header.
 */
import { h, setText } from "/assets/shared/dom.js";
import { LANGUAGES, language, loadLanguage, localise, onLanguage, setLanguage, t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { longDay } from "/assets/shared/times.js";
import { onSignedOut, serverNow, session } from "./api.js";
import { PAGES, pageAt } from "./pages.js";
import { choosePassword, passwordFirst } from "./password.js";
import { SignIn } from "./sign_in.js";
import { toast } from "./toast.js";

const TICK_MS = 20_000;

/** The desk as one person has it open. */
class Desk {
  /** Where the page is drawn. */
  root = element("page");
  /** Where the page puts its buttons. */
  actions = element("page-actions");
  /** Who is signed in, or null. */
  session = null;
  #entry;
  #module;
  #page = null;
  #signIn = new SignIn((view) => this.#enter(view));

  constructor(entry, module) {
    this.#entry = entry;
    this.#module = module;
    element("sign-out").prepend(icon("sign_out"));
    element("sign-out").addEventListener("click", () => void this.#signOut());
    element("own-password").prepend(icon("shield"));
    element("own-password").addEventListener("click", () => {
      if (element("rail").matches(":popover-open")) {
        element("rail").hidePopover();
      }
      choosePassword({ given: this.session.password_given });
    });
    element("rail-button").append(icon("all"));
    for (const button of document.querySelectorAll("[data-switch-language]")) {
      button.addEventListener("click", switchLanguage);
    }
    onLanguage(() => this.#render({ language: true }));
    onSignedOut(() => this.#leave(true));
    setInterval(() => this.#render({ tick: true }), TICK_MS);
  }

  /** Finds out who is signed in, and shows the page or the form. */
  async begin() {
    try {
      this.#enter(await session.read());
    } catch (error) {
      show("sign-in");
      this.#signIn.show({ error: error.status === 401 ? null : error });
    }
  }

  /** Whether the person may do what needs `permission`: what is not allowed need not be offered. */
  may(permission) {
    return this.session.permissions.includes(permission);
  }

  /** The server's time in **milliseconds**, as far as this page can tell. */
  now() {
    return serverNow();
  }

  /** Tells screen readers what happened. */
  announce(text) {
    setText(element("announcement"), text);
  }

  #enter(view) {
    this.session = view;
    show("desk");
    if (view.password_given) {
      this.root.replaceChildren(passwordFirst(() => location.reload()));
    } else if (this.may(this.#entry.permission)) {
      this.#page = this.#module.open(this);
    } else {
      this.root.replaceChildren(h("div", { class: "empty", role: "alert" }, icon("shield"), h("h2", { l10n: "page-closed" }), h("p", { class: "soft", l10n: "page-closed-next" })));
    }
    localise(element("desk"));
    this.#render({ language: true });
  }

  async #signOut() {
    try {
      await session.close();
      history.replaceState(null, "", location.pathname);
      this.#leave(false);
    } catch (error) {
      toast(error.text, "danger");
    }
  }

  // What was shown is taken away; whoever signs in next gets a page of their own, at the same address.
  #leave(ended) {
    if (!this.session) {
      return;
    }
    this.#page?.close();
    this.session = null;
    for (const dialog of document.querySelectorAll("dialog")) {
      dialog.close();
    }
    for (const place of [this.root, this.actions, element("toasts")]) {
      place.replaceChildren();
    }
    show("sign-in");
    this.#signIn.entered = () => location.reload();
    this.#signIn.show({ ended });
  }

  #render(news) {
    document.title = t("page-title", { page: t(`page-${this.#entry.name}`) });
    if (!this.session) {
      return;
    }
    setText(element("page-name"), t(`page-${this.#entry.name}`));
    setText(element("organisation"), this.session.organisation_name);
    setText(element("today"), longDay(this.now()));
    setText(element("person"), this.session.name);
    if (news.language) {
      element("rail-pages").replaceChildren(...PAGES.filter(({ permission, within }) => !within && this.may(permission)).map((page) => this.#way(page)));
    }
    this.#page?.render(news);
  }

  #way({ name, path, icon: picture }) {
    const here = name === (this.#entry.within ?? this.#entry.name);
    return h("li", {}, h("a", { class: "way", href: path, "aria-current": here ? "page" : null }, icon(picture), h("span", { text: t(`page-${name}`) })));
  }
}

function element(id) {
  return document.getElementById(id);
}

function show(id) {
  for (const each of ["boot", "sign-in", "desk"]) {
    element(each).hidden = each !== id;
  }
}

async function switchLanguage() {
  await setLanguage(LANGUAGES[(LANGUAGES.indexOf(language()) + 1) % LANGUAGES.length]);
}

/** A style sheet of the page, loaded before the page is shown. */
function addStyle(href) {
  return new Promise((done, failed) => {
    const link = h("link", { rel: "stylesheet", href, on: { load: done, error: () => failed(new Error(href)) } });
    document.head.append(link);
  });
}

async function begin() {
  const entry = pageAt(location.pathname) ?? PAGES[0];
  const module = await import(`/assets/${entry.name}/page.js`);
  await Promise.all([loadLanguage("desk", ...module.texts), ...module.styles.map(addStyle)]);
  await new Desk(entry, module).begin();
}

// The code on papers of version 0.1 names the server alone: whoever scans one wants the record, not the desk.
if (new URLSearchParams(location.hash.slice(1)).has("sha256")) {
  location.replace(`/check${location.hash}`);
} else {
  await begin();
}
