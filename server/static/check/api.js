/** What the page asks the server. Every failure is an Error whose message is for the reader. */
import { has, t } from "/assets/shared/i18n.js";

/** What the server knows of the record with this digest. */
export const readRecord = (sha256) => request(`/v1/check/${sha256}`);

/** The verdict on a file. */
export const checkFile = (file) => request("/v1/check", { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: file });

/** Where the newest paper of the record's visit is. */
export const paperUrl = (sha256) => `/v1/check/${sha256}/paper.pdf`;

async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { credentials: "omit", cache: "no-store", ...options });
  } catch {
    throw new Error(t("error-offline"));
  }
  if (response.ok) return response.json();
  const code = response.status === 413 ? "check-too-large" : await problem(response);
  throw new Error(has(code) ? t(code) : t("error-unknown", { code }));
}

async function problem(response) {
  try {
    return `error-${(await response.json()).code}`;
  } catch {
    return `error-http_${response.status}`;
  }
}
