// What was asked before: documents alone. No variables, no answers and no tokens: they may hold what is personal. For the
// same reason a change with text written into it is not kept, and none in which a secret stands.

import { operations, tokens } from "./lexer.js";

const PLACE = "demarche.history";
const MOST = 50;

/** Documents, the newest first. */
export function kept() {
  try {
    const read = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
    return Array.isArray(read) ? read.filter((it) => typeof it === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Whether a document may be kept. */
export function mayBeKept(text) {
  const isChange = operations(text).some((it) => it.kind === "mutation");
  const hasText = tokens(text).some((it) => it.kind === "string");
  return text.trim() !== "" && text.length <= 20_000 && !(isChange && hasText) && !text.includes("demarche_");
}

export function keep(text) {
  if (mayBeKept(text)) store([text, ...kept().filter((it) => it !== text)].slice(0, MOST));
}

export const forgetAll = () => store([]);

function store(documents) {
  try {
    if (documents.length) localStorage.setItem(PLACE, JSON.stringify(documents));
    else localStorage.removeItem(PLACE);
  } catch {
    // There is no storage, or no room in it: then there is no history.
  }
}
