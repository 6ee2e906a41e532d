// Days as the device names them: `2026-11-22`, without a time and without a time zone.

import { day } from "/assets/shared/times.js";

/** `22 Nov` of `2026-11-22`. */
export const dayOf = (date) => day(new Date(`${date}T12:00:00`).getTime());
