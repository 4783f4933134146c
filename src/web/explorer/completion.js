// What may stand at a place in a document, by the schema. Pure: where it is shown is the editor's business.

import { meaningful, tokens } from "./lexer.js";
import { named, written } from "./schema.js";

/** What could stand at `caret`: `from`, where the word begins, and `items` with `text`, `type`, `note` and `deprecated`. */
export function completions(schema, text, caret) {
  const under = tokens(text).find((it) => it.from < caret && caret <= it.to);
  if (under && (under.kind === "comment" || under.kind === "string" || under.kind === "number")) return none(caret);
  const isWord = under && (["name", "variable", "directive"].includes(under.kind) || "$@".includes(under.text));
  const from = isWord ? under.from : caret;
  const word = text.slice(from, caret).toLowerCase();
  const before = meaningful(text.slice(0, from));
  const items = possible(schema, text, before, word).filter((it) => it.text.toLowerCase().startsWith(word));
  return { from, to: isWord ? under.to : caret, items: items.filter((it) => it.text.toLowerCase() !== word || items.length > 1) };
}

const none = (at) => ({ from: at, to: at, items: [] });

function possible(schema, text, before, word) {
  const last = before.at(-1);
  if (word.startsWith("@")) return schema.directives.map((it) => ({ text: `@${it}`, type: "", note: "" }));
  if (word.startsWith("$")) return variablesOf(text);
  if (last?.text === "on") return composites(schema);
  const place = walk(schema, before);
  switch (place?.kind) {
    case "top":
      return ["query", "mutation", "subscription", "fragment"].map((it) => ({ text: it, type: "", note: "" }));
    case "fields":
      return last?.kind === "spread" ? [{ text: "on", type: "", note: "" }, ...fragments(text)] : fieldsOf(schema, place.type);
    case "arguments":
      return last?.text === ":" ? valuesOf(schema, text, place.value) : inputsOf(place.inputs);
    case "list":
      return valuesOf(schema, text, place.value);
    case "definitions":
      return last?.text === ":" || last?.text === "[" ? inputTypes(schema) : [];
    default:
      return [];
  }
}

/**
 * Where the last token leaves off: among the fields of a type, the arguments of a field or the members of an input object
 * (both are `inputs`), in a list of values, among the definitions of variables, or at the top.
 */
function walk(schema, before) {
  const stack = [{ kind: "top" }];
  let root = schema.roots.query;
  let on = null; // The type that a fragment is on.
  let field = null; // The field, or the argument, that was named last.
  before.forEach((token, at) => {
    const top = stack.at(-1);
    const previous = before[at - 1];
    if (token.kind === "name") {
      if (top.kind === "top") {
        if (token.text in schema.roots) root = schema.roots[token.text];
        if (previous?.text === "on") on = token.text;
      } else if (top.kind === "fields") {
        if (previous?.text === "on" && before[at - 2]?.kind === "spread") on = token.text;
        else field = schema.field(top.type, token.text);
      } else if (top.kind === "arguments" && previous?.text !== ":") {
        field = top.inputs.find((it) => it.name === token.text);
        top.value = field?.type;
      }
    } else if (token.text === "{") {
      if (top.kind === "arguments" || top.kind === "list") {
        stack.push({ kind: "arguments", inputs: schema.type(named(top.value))?.inputFields ?? [] });
      } else {
        const type = on ?? (top.kind === "top" ? root : named(field?.type));
        stack.push({ kind: "fields", type });
        on = null;
        root = top.kind === "top" ? schema.roots.query : root;
      }
    } else if (token.text === "(") {
      stack.push(top.kind === "fields" ? { kind: "arguments", inputs: field?.args ?? [], field } : { kind: "definitions" });
    } else if (token.text === "[" && (top.kind === "arguments" || top.kind === "list")) {
      stack.push({ kind: "list", value: top.value });
    } else if (token.text === "}" || token.text === ")" || (token.text === "]" && top.kind === "list")) {
      const left = stack.length > 1 ? stack.pop() : top;
      if (left.field) field = left.field;
    }
  });
  return stack.at(-1);
}

function fieldsOf(schema, typeName) {
  const type = schema.type(typeName);
  const fields = (type?.fields ?? []).map((it) => ({
    text: it.name,
    type: written(it.type),
    note: it.description ?? "",
    deprecated: it.isDeprecated,
  }));
  fields.sort((a, b) => a.deprecated - b.deprecated);
  return [...fields, { text: "__typename", type: "String!", note: "The name of the type." }];
}

const inputsOf = (inputs) =>
  inputs.map((it) => ({ text: it.name, after: ": ", type: written(it.type), note: it.description ?? "", deprecated: it.isDeprecated }));

function valuesOf(schema, text, ref) {
  const type = schema.type(named(ref));
  if (type?.kind === "ENUM") {
    const values = type.enumValues.map((it) => ({ text: it.name, type: type.name, note: it.description ?? "", deprecated: it.isDeprecated }));
    return [...values, ...variablesOf(text)];
  }
  const booleans = type?.name === "Boolean" ? ["true", "false"].map((it) => ({ text: it, type: "Boolean", note: "" })) : [];
  return [...booleans, ...variablesOf(text)];
}

function variablesOf(text) {
  const names = new Set(tokens(text).filter((it) => it.kind === "variable").map((it) => it.text));
  return [...names].map((it) => ({ text: it, type: "variable", note: "" }));
}

function fragments(text) {
  const all = meaningful(text);
  const names = all.filter((it, at) => it.kind === "name" && all[at - 1]?.text === "fragment" && all[at + 1]?.text === "on");
  return names.map((it) => ({ text: it.text, type: "fragment", note: "" }));
}

const typesOf = (schema, kinds) =>
  schema.listed().filter((it) => kinds.includes(it.kind)).map((it) => ({ text: it.name, type: "", note: it.description ?? "" }));

const composites = (schema) => typesOf(schema, ["OBJECT", "INTERFACE", "UNION"]);
const inputTypes = (schema) => typesOf(schema, ["SCALAR", "ENUM", "INPUT_OBJECT"]);
