/** Settings: who signs in at the desk and which offices they are, which other systems have a key, and which are told what happens. */
import { h } from "/assets/shared/dom.js";
import { Keys } from "./keys.js";
import { Users } from "./users.js";
import { Webhooks } from "./webhooks.js";

export const texts = ["settings", "offices"];
export const styles = ["/assets/settings/settings.css"];

/** Opens the settings in `desk`. */
export function open(desk) {
  const page = h("div", { class: "settings" });
  const parts = desk.may("organisation:write") ? [new Users(desk), new Keys(desk), new Webhooks(desk)] : [new Users(desk)];
  page.append(...parts.map((part) => part.element), h("p", {}, h("a", { href: "/api", l10n: "keys-interface" })));
  desk.root.replaceChildren(page);
  return {
    render({ language, tick }) {
      for (const part of parts) {
        part.render({ language, tick });
      }
    },
    close() {},
  };
}
