// A field for numbers that are scanned. A scanner that types like a keyboard needs nothing: it fills the field and ends with Enter.
// Where the browser can read barcodes, the phone's camera does it too.

import { t } from "/assets/shared/i18n.js";
import { openSheet } from "../dialog.js";
import { el } from "../dom.js";
import { icon } from "../pictures.js";

const FORMATS = ["code_128", "code_39", "code_93", "codabar", "ean_13", "ean_8", "itf", "upc_a", "upc_e", "qr_code", "data_matrix"];
/** Between two looks through the camera, in milliseconds. */
const LOOK_MS = 150;

const canLook = () => "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia);

/** `input` with the sign of a scanner, and a button for the camera where there is one. `onscan(text)` follows a reading. */
export function scanField(input, { onscan } = {}) {
  const take = (text) => {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    if (onscan) onscan(text);
    else input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  };
  return el(
    "div",
    { class: "scan-row" },
    el("div", { class: "scan-field" }, icon("scan"), input),
    canLook()
      ? el(
          "button",
          { type: "button", class: "round", "aria-label": t("hs-scan-camera"), test: "scan-camera", onclick: () => openCamera(take) },
          icon("photo"),
        )
      : null,
  );
}

/** Whether this browser can read codes through the camera. */
export const canScan = canLook;

/** Reads one code through the camera and hands it to `take(text)`. */
export const scanCode = (take) => openCamera(take);

function openCamera(take) {
  const video = el("video", { class: "scan-video", playsinline: true, muted: true, "aria-label": t("hs-scan-look") });
  const fault = el("p", { class: "field-error", role: "alert", hidden: true });
  let stream = null;
  let over = false;
  const stop = () => {
    over = true;
    for (const track of stream?.getTracks() ?? []) track.stop();
  };
  const close = openSheet({
    title: t("hs-scan-camera"),
    test: "scan-sheet",
    build: () => el("div", { class: "stack" }, el("p", { class: "soft" }, t("hs-scan-look")), video, fault),
    onclose: stop,
  });
  const look = async () => {
    const known = await BarcodeDetector.getSupportedFormats();
    const detector = new BarcodeDetector({ formats: FORMATS.filter((format) => known.includes(format)) });
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    if (over) return stop();
    video.srcObject = stream;
    await video.play();
    while (!over) {
      const [code] = await detector.detect(video);
      if (code?.rawValue) {
        close();
        take(code.rawValue.trim());
        return undefined;
      }
      await new Promise((again) => setTimeout(again, LOOK_MS));
    }
    return undefined;
  };
  look().catch(() => {
    if (over) return;
    fault.textContent = t("hs-scan-failed");
    fault.hidden = false;
  });
}
