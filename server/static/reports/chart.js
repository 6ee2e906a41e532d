/**
 * Charts of a table: bars along time with a line at what is asked for, or bars one below the other. Each says its numbers as text too: to
 * screen readers by its name, to everybody by the table below it.
 */
import { h, svg } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { percent, say } from "./say.js";
import { shown } from "./table.js";

const WIDTH = 720;
const HEIGHT = 180;
const LEFT = 44;
const BELOW = 22;
const ABOVE = 14;
/** The most bars one below the other; the table has all. */
const MOST = 15;

/** The chart of `table`, which is called `title`. */
export function chart(table, title) {
  const values = table.chart.values.map((key) => table.columns.findIndex((column) => column.key === key)).filter((place) => place >= 0);
  const kind = table.columns[values[0]].kind;
  const bars = table.rows.map((row) => ({
    label: row[0] === null ? t("reports-nobody") : String(row[0]),
    parts: values.map((place) => row[place]),
    known: values.some((place) => row[place] !== null),
  }));
  const goal = table.chart.goal === undefined ? null : table.chart.goal * 100;
  const most = Math.max(1, goal ?? 0, ...bars.map(({ parts }) => parts.reduce((sum, part) => sum + (part ?? 0), 0)));
  const top = kind === "share" && most > 5_000 ? 10_000 : most * 1.08;
  const text = (sum) => shown(table.columns[values[0]].key, kind, sum, 0);
  const drawn = table.chart.shape === "periods" ? periods : ranking;
  const picture = drawn({ bars, goal, top, text, title: `${title}: ${values.map((place) => say("column", table.columns[place].key)).join(", ")}` });
  return h("figure", { class: "reports-chart" }, picture, values.length > 1 ? legend(values.map((place) => table.columns[place].key)) : null);
}

function legend(keys) {
  return h("figcaption", { class: "reports-legend small" }, keys.map((key, place) => h("span", { data: { part: place } }, say("column", key))));
}

function periods({ bars, goal, top, text, title }) {
  const [width, height] = [WIDTH - LEFT, HEIGHT - BELOW - ABOVE];
  const step = width / bars.length;
  const y = (value) => ABOVE + height - (value / top) * height;
  const every = Math.ceil(bars.length / Math.floor(width / 74));
  const shapes = bars.flatMap(({ label, parts, known }, place) => {
    const left = LEFT + place * step + step * 0.14;
    let below = 0;
    const sum = parts.reduce((all, part) => all + (part ?? 0), 0);
    const pieces = parts.map((part, index) => {
      const [from, to] = [y(below), y(below + (part ?? 0))];
      below += part ?? 0;
      return svg("rect", { class: "bar", x: left, y: to, width: step * 0.72, height: Math.max(0, from - to), rx: 1.5, "data-part": index });
    });
    const tip = svg("title", {});
    tip.textContent = `${label}: ${known ? text(sum) : "–"}`;
    const name = place % every === 0 ? svg("text", { class: "axis", x: LEFT + place * step + step / 2, y: HEIGHT - 6, "text-anchor": "middle" }, label) : null;
    return [svg("g", {}, tip, svg("rect", { class: "touch", x: LEFT + place * step, y: ABOVE, width: step, height }), pieces), name];
  });
  const lines = [0, 0.5, 1].map((part) => [
    svg("line", { class: "grid", x1: LEFT, x2: WIDTH, y1: y(top * part), y2: y(top * part) }),
    svg("text", { class: "axis", x: LEFT - 6, y: y(top * part) + 4, "text-anchor": "end" }, text(Math.round(top * part))),
  ]);
  const target = goal === null ? [] : [
    svg("line", { class: "goal", x1: LEFT, x2: WIDTH, y1: y(goal), y2: y(goal) }),
    svg("text", { class: "goal-text", x: WIDTH, y: y(goal) - 4, "text-anchor": "end" }, `${t("reports-target")} ${percent(goal)}`),
  ];
  return named({ bars, text, title }, svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "reports-periods" }, lines.flat(), shapes, target));
}

function ranking({ bars, goal, top, text, title }) {
  const shown = bars.slice(0, MOST);
  const [line, left, right] = [24, 150, 84];
  const width = WIDTH - left - right;
  const height = shown.length * line + 4;
  const shapes = shown.flatMap(({ label, parts, known }, place) => {
    const y = place * line + 4;
    let beside = 0;
    const sum = parts.reduce((all, part) => all + (part ?? 0), 0);
    const pieces = parts.map((part, index) => {
      const [x, wide] = [left + (beside / top) * width, ((part ?? 0) / top) * width];
      beside += part ?? 0;
      return svg("rect", { class: "bar", x, y, width: Math.max(0, wide), height: line - 8, rx: 1.5, "data-part": index });
    });
    const name = label.length > 14 ? `${label.slice(0, 13)}…` : label;
    return [
      svg("text", { class: "axis", x: left - 8, y: y + 12, "text-anchor": "end" }, name),
      pieces,
      svg("text", { class: "axis is-value", x: left + (sum / top) * width + 6, y: y + 12 }, known ? text(sum) : "–"),
    ];
  });
  const target = goal === null ? [] : [svg("line", { class: "goal", x1: left + (goal / top) * width, x2: left + (goal / top) * width, y1: 0, y2: height })];
  return named({ bars: shown, text, title }, svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "reports-ranking" }, target, shapes.flat()));
}

/** The picture with a name that says what it shows. */
function named({ bars, text, title }, picture) {
  const said = bars.map(({ label, parts, known }) => `${label} ${known ? text(parts.reduce((sum, part) => sum + (part ?? 0), 0)) : "–"}`);
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", t("reports-chart-label", { title, text: said.join(", ") }));
  return picture;
}

