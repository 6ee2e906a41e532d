/**
 * The page for whoever holds a paper. The code on the paper leads here with the number and the digest of its record behind the `#`,
 * which the browser does not send; the page asks the server for the digest. A file is sent to be checked, and kept nowhere.
 */
import { LANGUAGES, language, loadLanguage, onLanguage, setLanguage } from "/assets/shared/i18n.js";
import { checkFile, readRecord } from "./api.js";
import { drawPaper } from "./paper.js";
import { drawVerdict } from "./verdict.js";

const element = (id) => document.getElementById(id);

/** What the page knows; drawn anew whenever something comes or the language changes. */
const state = { scanned: scanned(), paper: null, verdict: null };

/** Number and digest in the address, or null. */
function scanned() {
  const said = new URLSearchParams(location.hash.slice(1));
  const sha256 = (said.get("sha256") ?? "").toLowerCase();
  return /^[0-9a-f]{64}$/.test(sha256) ? { number: said.get("seal"), sha256 } : null;
}

async function ask() {
  const { scanned: asked } = state;
  state.paper = asked && { asking: true };
  render();
  if (asked) {
    const paper = await answered(readRecord(asked.sha256));
    // Another code may have been scanned meanwhile.
    if (state.scanned === asked) state.paper = paper;
  }
  render();
}

async function take(file) {
  if (!file) return;
  const taken = { asking: true, name: file.name };
  state.verdict = taken;
  render();
  const verdict = { ...(await answered(checkFile(file))), name: file.name };
  const digests = (verdict.answer?.seals ?? []).filter((seal) => seal.valid).map((seal) => seal.sha256);
  const held = await Promise.all(digests.slice(0, 8).map(async (sha256) => [sha256, await answered(readRecord(sha256))]));
  if (state.verdict === taken) {
    state.verdict = { ...verdict, held: new Map(held) };
    render();
    element("verdict").scrollIntoView({ block: "start" });
  }
}

/** The answer, or the error, of a request. */
async function answered(request) {
  try {
    return { answer: await request };
  } catch (error) {
    return { error };
  }
}

function render() {
  const draw = (id, parts) => {
    element(id).replaceChildren(...parts);
    element(id).hidden = parts.length === 0;
  };
  draw("paper", drawPaper(state, ask));
  draw("verdict", drawVerdict(state));
}

await loadLanguage("check");
onLanguage(render);
element("switch-language").addEventListener("click", () => setLanguage(LANGUAGES[(LANGUAGES.indexOf(language()) + 1) % LANGUAGES.length]));
element("file").addEventListener("change", ({ target }) => {
  void take(target.files[0]);
  target.value = "";
});
addEventListener("hashchange", () => {
  state.scanned = scanned();
  void ask();
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  addEventListener(kind, (event) => {
    event.preventDefault();
    element("drop").classList.toggle("over", kind === "dragover");
    if (kind === "drop") void take(event.dataTransfer.files[0]);
  });
}
element("page").hidden = false;
await ask();
