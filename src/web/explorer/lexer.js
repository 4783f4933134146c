// Reads GraphQL documents into tokens, and finds the operations and the variables in them. It never refuses: what is
// being typed is mostly wrong.

const PATTERN = /(?<comment>#[^\n\r]*)|(?<string>"""(?:\\"""|[^])*?(?:"""|$)|"(?:\\.|[^"\\\n\r])*"?)|(?<spread>\.\.\.)|(?<variable>\$[A-Za-z_]\w*)|(?<directive>@[A-Za-z_]\w*)|(?<name>[A-Za-z_]\w*)|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<mark>[{}()[\]:=!|&$@])/g;

const KINDS = ["comment", "string", "spread", "variable", "directive", "name", "number", "mark"];

/** The tokens of a document in order, each with `kind`, `text`, `from` and `to`; `to` is past its end. */
export function tokens(text) {
  return Array.from(text.matchAll(PATTERN), (it) => ({
    kind: KINDS.find((kind) => it.groups[kind] !== undefined),
    text: it[0],
    from: it.index,
    to: it.index + it[0].length,
  }));
}

/** Those that mean something. */
export const meaningful = (text) => tokens(text).filter((it) => it.kind !== "comment");

const KEYWORDS = new Set(["query", "mutation", "subscription"]);

/** The operations of a document, each with `kind`, `name` (empty where it has none), `from` and `variables`. */
export function operations(text) {
  const all = meaningful(text);
  const found = [];
  let depth = 0;
  let inFragment = false;
  all.forEach((token, at) => {
    if (depth === 0 && token.kind === "name") {
      if (KEYWORDS.has(token.text)) {
        const named = all[at + 1]?.kind === "name" ? all[at + 1].text : "";
        found.push({ kind: token.text, name: named, from: token.from, variables: variables(all, at + (named ? 2 : 1)), open: true });
        inFragment = false;
      } else if (token.text === "fragment") {
        inFragment = true;
      }
    }
    if (token.text === "{" && depth === 0 && !inFragment && !found.at(-1)?.open) {
      found.push({ kind: "query", name: "", from: token.from, variables: [], open: true });
    }
    if ("{([".includes(token.text)) depth += 1;
    if ("})]".includes(token.text)) {
      depth = Math.max(0, depth - 1);
      if (depth === 0 && token.text === "}") {
        if (found.length) found.at(-1).open = false;
        inFragment = false;
      }
    }
  });
  return found.map(({ kind, name, from, variables }) => ({ kind, name, from, variables }));
}

/** The variables that begin at a token: their `name`, `type`, and default as `text`. */
function variables(all, at) {
  const found = [];
  if (all[at]?.text !== "(") return found;
  let depth = 0;
  let part = "type";
  for (const token of all.slice(at)) {
    if (token.text === "(") depth += 1;
    if (token.text === ")" && --depth === 0) break;
    if (token.kind === "variable" && depth === 1) {
      found.push({ name: token.text.slice(1), type: "", text: "" });
      part = "type";
    } else if (found.length) {
      if (token.text === "=") part = "text";
      else if (token.kind === "directive") part = "none";
      else if (token.text !== ":" || part === "text") {
        if (part !== "none") found.at(-1)[part] += (found.at(-1)[part] && /\w$/.test(found.at(-1)[part]) && /^\w/.test(token.text) ? ", " : "") + token.text;
      }
    }
  }
  return found;
}

/** The values to begin with, as JSON with one line a variable: their defaults, where these are JSON too. */
export function defaults(operation) {
  const values = {};
  for (const { name, text } of operation?.variables ?? []) {
    if (!text) continue;
    try {
      values[name] = JSON.parse(text);
    } catch {
      // An enum, an object or a list without commas: its default stands in the document.
    }
  }
  const lines = Object.entries(values).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return lines.length ? `{\n${lines.join(",\n")}\n}` : "";
}
