// Photos: taken or chosen, on this phone at once, sent when there is time. The visit names each by its hash.

import { t } from "/assets/shared/i18n.js";
import { api, photoUrl } from "../api.js";
import { openSheet } from "../dialog.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { note } from "../toast.js";
import { explain } from "../words.js";
import { fold } from "./section.js";

const ACCEPT = "image/jpeg,image/png,image/webp";

/** The section with the photos. */
export function photosSection(context) {
  const grid = el("ul", { class: "plain photo-grid" });
  const none = el("p", { class: "soft" }, t("hs-photos-none"));
  const caption = el("input", {
    class: "input",
    type: "text",
    autocomplete: "off",
    id: "photo-caption",
    placeholder: t("hs-photo-caption"),
    "aria-label": t("hs-photo-caption"),
    test: "photo-caption",
    maxlength: "200",
  });
  const fault = el("p", { class: "field-error", role: "alert", hidden: true });
  const shown = new Map();

  const attach = async (event) => {
    const input = event.target;
    const files = [...input.files];
    fault.hidden = true;
    try {
      for (const file of files) {
        await context.act(() => api.attachPhoto(context.id, file, caption.value.trim()));
      }
      if (files.length > 0) note(t("hs-photo-saved", { n: files.length }));
      caption.value = "";
    } catch (error) {
      fault.textContent = explain(error);
      fault.hidden = false;
    } finally {
      input.value = "";
    }
  };

  const form = el(
    "div",
    { class: "stack" },
    caption,
    el(
      "div",
      { class: "photo-buttons" },
      picker(icon("photo"), t("hs-photo-take"), { capture: "environment", test: "photo-input", onchange: attach }),
      picker(icon("picture"), t("hs-photo-choose"), { multiple: true, test: "photo-file", onchange: attach }),
    ),
    fault,
  );

  const part = fold("photos", t("hs-photos"), none, grid, form);
  return {
    node: part.node,
    update: (sheet) => {
      form.hidden = !sheet.allowed.includes("attach_photo");
      none.hidden = sheet.photos.length > 0;
      part.follow(sheet, {
        open: !["assigned", "travelling", "cancelled"].includes(sheet.status),
        line: sheet.photos.length > 0 ? String(sheet.photos.length) : "",
      });
      for (const photo of sheet.photos) {
        if (!shown.has(photo.id)) {
          const tile = photoTile(photo);
          shown.set(photo.id, tile);
          grid.append(tile.node);
        }
        shown.get(photo.id).update(photo);
      }
    },
  };
}

function picker(picture, label, entries) {
  return el(
    "label",
    { class: "wide picker" },
    picture,
    el("span", {}, label),
    el("input", { type: "file", accept: ACCEPT, class: "visually-hidden", ...entries }),
  );
}

function photoTile(photo) {
  const state = el("span", { class: "photo-state" });
  const picture = el("img", { src: photoUrl(photo.sha256), alt: photo.caption || t("hs-photo"), loading: "lazy", decoding: "async" });
  picture.addEventListener("error", () => picture.replaceWith(el("span", { class: "photo-away" }, t("hs-photo-elsewhere"))));
  const node = el(
    "li",
    { class: "photo", test: "photo" },
    el(
      "button",
      { type: "button", class: "photo-open", "aria-label": photo.caption || t("hs-photo"), onclick: () => openPhoto(photo) },
      picture,
    ),
    el("div", { class: "photo-foot" }, photo.caption ? el("span", { class: "photo-caption" }, photo.caption) : null, state),
  );
  return {
    node,
    update: (now) => {
      const { state: word, sent } = now.upload;
      const percent = word === "on_this_phone" ? Math.floor((100 * sent) / now.size_bytes) : 0;
      state.className = `photo-state delivery is-${word}`;
      state.dataset.state = word;
      fill(state, percent > 0 ? t("hs-photo-sending", { percent }) : t(`hs-photo-${word}`));
    },
  };
}

function openPhoto(photo) {
  openSheet({
    title: photo.caption || t("hs-photo"),
    test: "photo-sheet",
    build: () => el("img", { class: "photo-large", src: photoUrl(photo.sha256), alt: photo.caption || t("hs-photo") }),
  });
}
