/** Old parts: what is due, the way of each, shipments to head office. */
import { Tabbed } from "/assets/desk/tabbed.js";
import { Parts } from "./list.js";
import { Shipments } from "./shipments.js";

export const texts = ["old_parts"];
export const styles = ["/assets/stock/stock.css", "/assets/old_parts/old_parts.css"];

/** Opens the page in `desk`. */
export const open = (desk) => new Tabbed(desk, { parts: Parts, shipments: Shipments }, "old-parts-views");
