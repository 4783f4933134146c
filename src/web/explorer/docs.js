// The schema to browse. Every type and field has an address on this page (`#Leader`, `#Leader.state`), so that the
// browser's own back button goes back.

import { element, prose } from "./dom.js";
import { around, named } from "./schema.js";

const KINDS = {
  OBJECT: "type", INTERFACE: "interface", UNION: "union", ENUM: "enum", INPUT_OBJECT: "input", SCALAR: "scalar",
};

export class Docs {
  #schema;
  #panel;

  constructor(panel) {
    this.#panel = panel;
    addEventListener("hashchange", () => this.#follow(true));
  }

  show(schema) {
    this.#schema = schema;
    this.#follow(false);
  }

  #follow(byHand) {
    if (!this.#schema) return;
    const [name, field] = decodeURIComponent(location.hash.slice(1)).split(".");
    const type = this.#schema.type(name);
    if (!type && location.hash && location.hash !== "#types") {
      if (!byHand) this.#put(this.#start());
      return;
    }
    this.#put(type ? this.#page(type, field) : this.#start());
    if (!byHand) return;
    this.#panel.querySelector(".aim")?.scrollIntoView({ block: "nearest" });
    this.#panel.querySelector("h2")?.focus({ preventScroll: Boolean(field) });
  }

  #put(children) {
    this.#panel.replaceChildren(...children);
    this.#panel.scrollTop = 0;
  }

  /** All types, with a box to find one. */
  #start() {
    const list = element("ul", { className: "types" });
    const count = element("p", { className: "hint", role: "status" });
    const box = element("input", { id: "find", type: "search", placeholder: "leaders, stance, due…", spellcheck: false });
    const fill = () => {
      const found = this.#find(box.value.trim().toLowerCase());
      list.replaceChildren(...found.slice(0, 300));
      count.textContent = box.value.trim() ? `${found.length} found` : "";
    };
    box.addEventListener("input", fill);
    fill();
    return [element("h2", { tabIndex: -1 }, "Schema"), element("label", { htmlFor: "find" }, "Find a type or a field"), box, count, list];
  }

  /** Types by name, then fields; everything's types where nothing is asked for. */
  #find(word) {
    const row = (href, title, kind) =>
      element("li", {}, element("a", { href }, title), " ", element("span", { className: "hint" }, kind));
    const types = this.#schema.listed();
    const found = types.filter((it) => it.name.toLowerCase().includes(word)).map((it) => row(`#${it.name}`, it.name, KINDS[it.kind]));
    if (!word) return found;
    for (const type of types) {
      for (const field of [...(type.fields ?? []), ...(type.inputFields ?? []), ...(type.enumValues ?? [])]) {
        if (field.name.toLowerCase().includes(word)) {
          found.push(row(`#${type.name}.${field.name}`, `${type.name}.${field.name}`, field.args ? "field" : ""));
        }
      }
    }
    return found;
  }

  #page(type, aim) {
    const parts = [
      element("p", { className: "crumb" }, element("a", { href: "#types" }, "All types")),
      element("h2", { tabIndex: -1 }, type.name, " ", element("span", { className: "hint" }, type.isOneOf ? "input, exactly one" : KINDS[type.kind])),
      ...prose(type.description),
    ];
    if (type.specifiedByURL) parts.push(element("p", { className: "hint" }, `Specified at ${type.specifiedByURL}`));
    const names = (title, refs) => {
      if (refs?.length) parts.push(element("h3", {}, title), element("p", { className: "names" }, refs.map((it) => this.#link(it.name))));
    };
    names("Implements", type.interfaces);
    if (type.kind !== "OBJECT") names(type.kind === "UNION" ? "One of" : "Implemented by", type.possibleTypes);
    const members = [["Fields", type.fields], ["Fields", type.inputFields], ["Values", type.enumValues]];
    for (const [title, all] of members) {
      if (all?.length) parts.push(element("h3", {}, title), this.#members(type, all, aim));
    }
    const used = this.#schema.usedBy(type.name);
    if (used.length && !Object.values(this.#schema.roots).includes(type.name)) {
      const rows = used.slice(0, 100).map((it) =>
        element("li", {}, element("a", { href: `#${it.type}.${it.field}` }, `${it.type}.${it.field}`)));
      parts.push(element("details", {}, element("summary", {}, used.length === 1 ? "Used in 1 place" : `Used in ${used.length} places`), element("ul", { className: "types" }, rows)));
    }
    return parts;
  }

  #members(type, all, aim) {
    const rows = all.map((it) => {
      const isAim = it.name === aim;
      const name = element("a", { className: "name", href: `#${type.name}.${it.name}` }, it.name);
      const head = it.type ? [name, ": ", ...this.#type(it.type)] : [name];
      if (it.defaultValue !== null && it.defaultValue !== undefined) head.push(` = ${it.defaultValue}`);
      const inside = [element("code", { className: "signature" }, head)];
      if (it.isDeprecated) inside.push(element("p", { className: "deprecated" }, `Deprecated: ${it.deprecationReason ?? "use another."}`));
      inside.push(...prose(it.description));
      if (it.args?.length) inside.push(this.#arguments(it, isAim));
      return element("li", { className: isAim ? "aim" : "" }, inside);
    });
    return element("ul", { className: "members" }, rows);
  }

  #arguments(field, open) {
    const rows = field.args.map((it) => {
      const value = it.defaultValue === null ? "" : ` = ${it.defaultValue}`;
      const note = it.isDeprecated ? element("p", { className: "deprecated" }, `Deprecated: ${it.deprecationReason}`) : null;
      return element("li", {}, element("code", { className: "signature" }, it.name, ": ", this.#type(it.type), value), note, prose(it.description));
    });
    const count = field.args.length === 1 ? "1 argument" : `${field.args.length} arguments`;
    return element("details", { open }, element("summary", {}, count), element("ul", {}, rows));
  }

  #type(ref) {
    const [before, after] = around(ref);
    return [before, this.#link(named(ref)), after];
  }

  #link(name) {
    return element("a", { href: `#${name}` }, name);
  }
}
