// First start: this device is made known to the server with a one-time code from the desk.

import { api } from "./api.js";
import { draft } from "./drafts.js";
import { el, fill } from "./dom.js";
import { t } from "/assets/shared/i18n.js";
import { refreshSession } from "./session.js";
import { explain } from "./words.js";

const kept = draft("device", "enrol");

/** Shows the form. `params` may carry server and code from a link or QR code. */
export function mountEnrol(root, params) {
  const before = kept.read() ?? {};
  const server = input("server", "url", params.get("server") ?? before.server ?? "", {
    placeholder: "https://",
    autocapitalize: "off",
    enterkeyhint: "next",
  });
  const code = input("code", "text", params.get("code") ?? before.code ?? "", {
    autocapitalize: "characters",
    autocorrect: "off",
    spellcheck: "false",
    class: "input figures",
    enterkeyhint: "next",
  });
  const name = input("device-name", "text", before.name ?? t("hs-enrol-default-name"), { maxlength: "80", enterkeyhint: "done" });
  const fault = el("p", { class: "field-error", role: "alert", hidden: true });
  const button = el("button", { type: "submit", class: "primary", test: "enrol" }, t("hs-enrol-button"));
  const keep = () => kept.keep({ server: server.value, code: code.value, name: name.value });
  fill(
    root,
    el(
      "form",
      {
        class: "enrol stack",
        novalidate: true,
        oninput: keep,
        onsubmit: async (event) => {
          event.preventDefault();
          button.disabled = true;
          fault.hidden = true;
          try {
            await api.enrol(server.value.trim().replace(/\/+$/, ""), code.value.trim(), name.value.trim());
            kept.clear();
            // The code is used up; the device's new identity opens the agenda.
            history.replaceState(null, "", "#/");
            await refreshSession();
          } catch (error) {
            fault.textContent = explain(error);
            fault.hidden = false;
          } finally {
            button.disabled = false;
          }
        },
      },
      el("h1", {}, t("hs-enrol-title")),
      el("p", { class: "lead" }, t("hs-enrol-lead")),
      field("server", t("hs-enrol-server"), server),
      field("code", t("hs-enrol-code"), code),
      field("device-name", t("hs-enrol-name"), name),
      fault,
      button,
    ),
  );
  return {};
}

function input(id, type, value, entries) {
  return el("input", { id, type, value, autocomplete: "off", class: "input", test: `enrol-${id}`, ...entries });
}

function field(id, label, control) {
  return el("div", { class: "field" }, el("label", { class: "label", for: id }, label), control);
}
