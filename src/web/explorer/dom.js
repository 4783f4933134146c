// Making elements. Text is only ever set as text, so that nothing a service or a document says becomes markup.

/** An element with properties and children; a property with a dash in its name, or `role`, is set as an attribute. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role") made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children.flat().filter((it) => it !== null && it !== undefined && it !== ""));
  return made;
}

/** The element of this page with an id. */
export const byId = (id) => document.getElementById(id);

/** A description: paragraphs apart, and what stands between backticks as code. */
export function prose(text) {
  return (text ?? "").split(/\n\s*\n/).filter((it) => it.trim()).map((part) =>
    element("p", {}, part.split("`").map((it, at) => (at % 2 ? element("code", {}, it) : it))));
}
