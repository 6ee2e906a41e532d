/** The photos. One that is still on its way shows a place for it; a click shows the picture large. */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { moment } from "/assets/shared/times.js";
import { photoUrl, thumbnailUrl } from "./api.js";
import { personName } from "./people.js";

/** How many photos of the visit are still on a phone. */
export const missingPhotos = ({ photos }) => photos.filter((photo) => !photo.complete).length;

/** The photos of the visit. */
export function photoList(context) {
  return h(
    "ul",
    { class: "photos" },
    context.view.photos.map((photo) => h("li", {}, h("figure", { class: "photo" }, photo.complete ? picture(context, photo) : pending(), h("figcaption", { class: "small", text: caption(context, photo) })))),
  );
}

function picture(context, photo) {
  const label = photo.caption || t("photo-untitled");
  const image = h("img", { src: thumbnailUrl(photo.sha256), alt: label, loading: "lazy", decoding: "async" });
  const button = h("button", { class: "photo-frame", type: "button", "aria-label": t("photo-enlarge", { caption: label }), on: { click: () => enlarge(context, photo) } }, image);
  // What cannot be drawn small is shown whole, if the browser can.
  image.addEventListener("error", () => {
    if (image.dataset.whole) {
      button.replaceWith(frame("offline", "photo-error"));
    } else {
      image.dataset.whole = "yes";
      image.src = photoUrl(photo.sha256);
    }
  });
  return button;
}

function pending() {
  return frame("photo", "photo-pending");
}

function frame(name, id) {
  return h("div", { class: "photo-frame is-pending" }, icon(name), h("span", { class: "small", text: t(id) }));
}

function caption(context, photo) {
  const by = t("by-at", { name: personName(context, photo.by), time: moment(photo.at, context.now) });
  return photo.caption ? `${photo.caption} · ${by}` : by;
}

function enlarge(context, photo) {
  const close = h("button", { class: "button", type: "button" }, icon("close"), h("span", { text: t("action-close") }));
  const dialog = h(
    "dialog",
    { class: "lightbox", "aria-label": photo.caption || t("photo-untitled") },
    h("img", { src: photoUrl(photo.sha256), alt: photo.caption || t("photo-untitled") }),
    h("div", { class: "lightbox-foot" }, h("span", { text: caption(context, photo) }), close),
  );
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
