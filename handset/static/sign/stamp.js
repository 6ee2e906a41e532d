// The customer's stamp instead of a signature, or beside it: a photo of the visit that the sign-off names by its hash.

import { t } from "/assets/shared/i18n.js";
import { api, photoUrl } from "../api.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { explain } from "../words.js";

const ACCEPT = "image/jpeg,image/png,image/webp";

/** The field as `{ node, sha256() }`. `around(take)` is called to do the taking and what follows from it. */
export function stampField(id, around) {
  let sha256 = null;
  const picture = el("div", {});
  const fault = el("p", { class: "field-error", role: "alert", hidden: true });
  const attach = async (file) => {
    const made = await api.attachPhoto(id, file, t("hs-stamp-caption"));
    const sheet = await api.visit(id);
    sha256 = sheet.photos.find((photo) => photo.id === made.id).sha256;
    fill(picture, el("img", { class: "stamp-picture", src: photoUrl(sha256), alt: t("hs-stamp-caption"), test: "stamp-picture" }));
  };
  const take = async (event) => {
    const [file] = event.target.files;
    fault.hidden = true;
    try {
      if (file) await around(() => attach(file));
    } catch (error) {
      fault.textContent = explain(error);
      fault.hidden = false;
    } finally {
      event.target.value = "";
    }
  };
  return {
    node: el(
      "div",
      { class: "stack" },
      picture,
      el(
        "label",
        { class: "wide picker" },
        icon("photo"),
        el("span", {}, t("hs-stamp-take")),
        el("input", {
          type: "file",
          accept: ACCEPT,
          capture: "environment",
          class: "visually-hidden",
          test: "stamp-input",
          onchange: take,
        }),
      ),
      fault,
    ),
    sha256: () => sha256,
  };
}
