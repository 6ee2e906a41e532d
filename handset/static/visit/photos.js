// Photos: taken or chosen, on this phone at once, sent when there is time. The visit names each by its hash.

import { t } from "/assets/shared/i18n.js";
import { api, photoUrl, thumbnailUrl } from "../api.js";
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
          const tile = photoTile(context, photo);
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

function photoTile(context, photo) {
  const state = el("span", { class: "photo-state" });
  const label = photo.caption || t("hs-photo");
  const open = el("button", { type: "button", class: "photo-open", "aria-label": label });
  const node = el(
    "li",
    { class: "photo", test: "photo" },
    open,
    el("div", { class: "photo-foot" }, photo.caption ? el("span", { class: "photo-caption" }, photo.caption) : null, state),
  );
  let shown = null;
  return {
    node,
    update: (now) => {
      const source = smallSource(now);
      if (source !== shown) {
        shown = source;
        fill(open, source ? picture(source, label) : away());
      }
      open.onclick = () => openPhoto(context, now);
      const { state: word } = now.upload;
      state.className = `photo-state delivery is-${word}`;
      state.dataset.state = word;
      fill(state, stateWords(now));
    },
  };
}

const isHere = ({ upload }) => upload.state !== "elsewhere" && upload.state !== "on_its_way";

/** What the tile shows: the photo itself if it is on this phone, else its small picture if that has come. */
function smallSource(photo) {
  if (isHere(photo)) return photoUrl(photo.sha256);
  return photo.thumbnail ? thumbnailUrl(photo.sha256) : "";
}

function picture(source, label) {
  const image = el("img", { src: source, alt: label, loading: "lazy", decoding: "async" });
  image.addEventListener("error", () => image.replaceWith(away()));
  return image;
}

const away = () => el("span", { class: "photo-away" }, icon("picture"));

function stateWords({ upload, size_bytes: size }) {
  const { state, sent = 0, received = 0, code } = upload;
  const percent = Math.floor((100 * (sent + received)) / size);
  if (state === "held") return t(`hs-photo-held-${code}`);
  if (state === "on_its_way") return t("hs-photo-on_its_way", { percent });
  return state === "on_this_phone" && percent > 0 ? t("hs-photo-sending", { percent }) : t(`hs-photo-${state}`);
}

/** The photo large. What is on another phone is fetched when there is a signal, and tapped again then. */
function openPhoto(context, photo) {
  const label = photo.caption || t("hs-photo");
  const here = isHere(photo);
  if (!here) api.wantPhoto(context.id, photo.sha256).catch((error) => note(explain(error)));
  const source = smallSource(photo);
  openSheet({
    title: label,
    test: "photo-sheet",
    build: () =>
      el(
        "div",
        { class: "stack" },
        source ? el("img", { class: "photo-large", src: source, alt: label }) : null,
        here ? null : el("p", { class: "soft" }, t("hs-photo-wanted")),
      ),
  });
}
