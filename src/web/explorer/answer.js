// How an answer looks: what is wrong as sentences, what there is as JSON in colours.

import { byId, element } from "./dom.js";

/** Colours are not worth their time beyond this many characters, nor is an answer worth more than `SHOWN`. */
const PAINTED = 200_000;
const SHOWN = 4_000_000;

const PATTERN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Shows an answer: `data`, `errors`, `extensions`, how many `bytes` it had and how long it took in ms; or a `status` alone. */
export function show({ data, errors, extensions, status, bytes, took }) {
  byId("status").textContent = status ?? summary(data, errors, bytes, took);
  byId("errors").replaceChildren(...(errors ?? []).map(row));
  const rest = { ...(data === undefined || data === null ? {} : { data }), ...(extensions ? { extensions } : {}) };
  const text = Object.keys(rest).length ? JSON.stringify(rest, null, 2) : "";
  byId("result").replaceChildren(...painted(text.slice(0, SHOWN)));
  if (text.length > SHOWN) byId("status").textContent += `; only its first ${SHOWN} characters are shown`;
  byId("copy").hidden = !text;
}

function summary(data, errors, bytes, took) {
  const parts = [];
  if (errors?.length) parts.push(data ? "Answered in part" : "Not answered");
  else parts.push("Answered");
  if (took !== undefined) parts.push(`in ${Math.round(took)} ms`);
  const size = bytes >= 10_000 ? `${Math.round(bytes / 1000)} kB` : `${bytes} bytes`;
  return parts.join(" ") + (bytes ? `, ${size}` : "");
}

/** One thing that is wrong: a sentence, where, and by which code and request it is asked about. */
function row(error) {
  const message = String(error.message ?? "The service has not said what is wrong.");
  const sentence = message.charAt(0).toUpperCase() + message.slice(1) + (/[.?!)]$/.test(message) ? "" : ".");
  const where = error.locations?.[0] ? ` Line ${error.locations[0].line}, column ${error.locations[0].column}.` : "";
  const path = error.path ? ` At ${error.path.join(".")}.` : "";
  const { code, requestId } = error.extensions ?? {};
  const aside = [code, requestId && `request ${requestId}`].filter(Boolean).join(", ");
  return element("li", {}, sentence, where, path, " ", element("span", { className: "hint" }, aside));
}

function painted(text) {
  if (text.length > PAINTED) return [text];
  const parts = [];
  let at = 0;
  for (const found of text.matchAll(PATTERN)) {
    const [whole, string, colon] = found;
    const inside = string ?? whole;
    const kind = colon ? "key" : string ? "string" : "number";
    parts.push(text.slice(at, found.index), element("span", { className: kind }, inside));
    at = found.index + inside.length;
  }
  return [...parts, text.slice(at)];
}
