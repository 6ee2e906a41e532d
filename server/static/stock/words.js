/** Stock in words: places, reasons, papers. */
import { t } from "/assets/shared/i18n.js";

/** The name of a place: its label, with what kind of place it is where that is not plain. */
export function placeName(place, label) {
  const kind = typeof place === "string" ? place.split("/")[0] : place.place;
  return kind === "store" ? label : kind === "van" || kind === "station" ? t(`place-${kind}-of`, { name: label || "?" }) : t(`place-${kind}`);
}

/** A place in one word, as the server has it. */
export function placeKey(place) {
  return place.place === "van" ? `van/${place.person}` : place.place === "store" || place.place === "station" ? `${place.place}/${place.name}` : place.place;
}

/** The place that a key names. */
export function placeOf(key) {
  const [place, ...rest] = key.split("/");
  const name = rest.join("/");
  return place === "van" ? { place, person: name } : name ? { place, name } : { place };
}

/** Number and name of a part. */
export function partName({ part_number: number, name }) {
  return number ? `${number} · ${name}` : name;
}

/** Why parts moved. */
export function whyWords({ why }) {
  const words = t(why.of ? "because-undone" : `because-${why.because}`);
  return why.reason ? `${words}: ${why.reason}` : words;
}
