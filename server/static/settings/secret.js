/** Something that is shown once, to be copied. */
import { toast } from "/assets/desk/toast.js";
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";

/** `text` under `title`, with a way to copy it and what to know about it. */
export function secret(title, text, lead) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      toast(t("secret-copied"));
    } catch {
      toast(t("secret-copy-failed"), "danger");
    }
  };
  return [
    h("h3", { text: title }),
    h("p", { class: "secret figures", "data-test": "secret", tabindex: "0", text }),
    h("p", { class: "soft", text: lead }),
    h("button", { class: "button", type: "button", on: { click: () => void copy() } }, icon("copy"), h("span", { text: t("secret-copy") })),
  ];
}
