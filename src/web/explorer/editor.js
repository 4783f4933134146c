// The box in which a document is written: its colours, and what may stand at the caret. Tab leaves it, as it leaves every
// other field, unless something is being chosen.

import { completions } from "./completion.js";
import { element } from "./dom.js";
import { tokens } from "./lexer.js";

/** Colours are not worth their time beyond this many characters. */
const PAINTED = 50_000;
const SHOWN = 100;

export class Editor {
  schema = null;
  #box;
  #painted;
  #list;
  #found = null;
  #at = 0;
  #changed;

  constructor(box, painted, list, changed) {
    [this.#box, this.#painted, this.#list, this.#changed] = [box, painted, list, changed];
    box.addEventListener("input", (event) => this.#typed(event));
    box.addEventListener("scroll", () => this.#follow());
    box.addEventListener("blur", () => this.#close());
    box.addEventListener("click", () => this.#close());
    box.addEventListener("keydown", (event) => this.#key(event));
    // Before the box loses its focus, which closes the list.
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const at = [...list.children].indexOf(event.target.closest("li"));
      if (at >= 0) this.#choose(at);
    });
  }

  get text() {
    return this.#box.value;
  }

  set text(text) {
    this.#box.value = text;
    this.#box.setSelectionRange(0, 0);
    this.#box.scrollTop = 0;
    this.#close();
    this.#paint();
    this.#changed();
  }

  get caret() {
    return this.#box.selectionStart;
  }

  #typed(event) {
    this.#paint();
    this.#changed();
    const isWord = event.inputType === "insertText" && /^[\w@$]$/.test(event.data ?? "");
    const goesOn = this.#found && event.inputType === "deleteContentBackward";
    if (isWord || goesOn) this.#open();
    else this.#close();
  }

  #paint() {
    const text = this.text;
    const parts = [];
    let at = 0;
    for (const token of text.length > PAINTED ? [] : tokens(text)) {
      parts.push(text.slice(at, token.from), element("span", { className: token.kind }, token.text));
      at = token.to;
    }
    this.#painted.replaceChildren(...parts, text.slice(at), "\n");
    this.#follow();
  }

  #follow() {
    this.#painted.scrollTop = this.#box.scrollTop;
    this.#painted.scrollLeft = this.#box.scrollLeft;
    if (this.#found) this.#place();
  }

  #key(event) {
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      this.#open();
    } else if (this.#found && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const last = this.#list.children.length - 1;
      const moves = { ArrowDown: this.#at === last ? 0 : this.#at + 1, ArrowUp: this.#at === 0 ? last : this.#at - 1 };
      if (event.key in moves) this.#mark(moves[event.key]);
      else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) this.#choose(this.#at);
      else if (event.key === "Escape") this.#close();
      else {
        if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") this.#close();
        return;
      }
      event.preventDefault();
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#newLine();
    }
  }

  /** Goes on where the line began, deeper after an opening brace. */
  #newLine() {
    const { text, caret } = this;
    const line = text.slice(text.lastIndexOf("\n", caret - 1) + 1, caret);
    const indent = /^\s*/.exec(line)[0];
    const opens = /[{([]\s*$/.test(line);
    const closes = opens && /^\s*[})\]]/.test(text.slice(caret));
    this.#insert(caret, this.#box.selectionEnd, `\n${indent}${opens ? "  " : ""}`);
    if (closes) {
      const here = this.caret;
      this.#insert(here, here, `\n${indent}`);
      this.#box.setSelectionRange(here, here);
    }
  }

  /** Puts text in as if it were typed, so that it can be undone. */
  #insert(from, to, text) {
    this.#box.focus();
    this.#box.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, text)) {
      this.#box.setRangeText(text, from, to, "end");
      this.#paint();
      this.#changed();
    }
  }

  #open() {
    const found = this.schema ? completions(this.schema, this.text, this.caret) : null;
    if (!found?.items.length) return this.#close();
    this.#found = { ...found, items: found.items.slice(0, SHOWN) };
    this.#list.replaceChildren(...this.#found.items.map((it, at) =>
      element("li", { id: `completion-${at}`, role: "option", className: it.deprecated ? "old" : "", title: it.note },
        element("b", {}, it.text), " ", element("span", { className: "hint" }, it.type))));
    this.#list.hidden = false;
    this.#mark(0);
    this.#place();
    return undefined;
  }

  #mark(at) {
    this.#at = at;
    [...this.#list.children].forEach((it, index) => it.setAttribute("aria-selected", String(index === at)));
    this.#list.children[at].scrollIntoView({ block: "nearest" });
    this.#box.setAttribute("aria-activedescendant", `completion-${at}`);
  }

  /** Under the word: letters are all as wide, and lines as high, as the style says. */
  #place() {
    const style = getComputedStyle(this.#box);
    const before = this.text.slice(0, this.#found.from);
    const [line, column] = [before.split("\n").length, before.length - before.lastIndexOf("\n") - 1];
    const top = line * parseFloat(style.lineHeight) + parseFloat(style.paddingTop) - this.#box.scrollTop;
    const left = column * this.#width(style) + parseFloat(style.paddingLeft) - this.#box.scrollLeft;
    const most = Math.max(0, this.#box.clientWidth - this.#list.offsetWidth);
    this.#list.style.top = `${Math.min(top + 2, this.#box.clientHeight)}px`;
    this.#list.style.left = `${Math.max(0, Math.min(left, most))}px`;
  }

  #width(style) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `${style.fontSize} ${style.fontFamily}`;
    return pen.measureText("0".repeat(100)).width / 100;
  }

  #close() {
    this.#found = null;
    this.#list.hidden = true;
    this.#box.removeAttribute("aria-activedescendant");
  }

  #choose(at) {
    const { from, to, items } = this.#found;
    const { text, after = "" } = items[at];
    const follows = after && this.text.slice(to).startsWith(":") ? "" : after;
    this.#close();
    this.#insert(from, to, text + follows);
    this.#close();
  }
}
