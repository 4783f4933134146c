// The page: what its buttons and boxes do.

import { Docs } from "./docs.js";
import { byId, element } from "./dom.js";
import { Editor } from "./editor.js";
import * as history from "./history.js";
import { defaults, operations } from "./lexer.js";
import { Schema } from "./schema.js";
import * as session from "./session.js";
import { show } from "./answer.js";

const docs = new Docs(byId("schema"));
const editor = new Editor(byId("document"), byId("painted"), byId("completions"), offerOperations);
const variables = byId("variables");
const EVENTS = 20;
let running = null;
let caller = { role: null, by: null };

// Who asks.

function showCaller() {
  const { role, by } = caller;
  const how = { token: " by a token", cookie: "", nobody: " without signing in" }[by] ?? "";
  const ended = by === "cookie" ? "This sign-in has ended" : "You are not signed in";
  byId("who").textContent = role ? `You are ${role}${how}` : ended;
  byId("sign").textContent = by === "token" ? "Forget the token" : by === "cookie" ? "Sign out" : "Sign in";
  byId("sign").hidden = false;
}

function openSignIn(open) {
  byId("sign-in").hidden = !open;
  byId("sign").setAttribute("aria-expanded", String(open));
  byId("refused").textContent = "";
  if (open) byId("token").focus();
}

/** Takes the caller that there is now, and the schema that it may read. */
async function become(next) {
  caller = next;
  showCaller();
  if (!caller.role) return openSignIn(caller.by !== "cookie");
  if (!editor.schema) {
    editor.schema = await Schema.load(session.ask);
    if (editor.schema) docs.show(editor.schema);
    else byId("schema").replaceChildren(element("p", { className: "hint" }, "The service has not told its schema."));
  }
  return undefined;
}

byId("sign").addEventListener("click", async () => {
  if (caller.by === "cookie") return byId("sign-out").submit();
  if (caller.by !== "token") return openSignIn(byId("sign-in").hidden);
  session.forget();
  show({ status: "" });
  return become(await session.callerByCookie());
});

byId("token-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { role, refused } = await session.signIn(byId("token").value);
  byId("token").value = "";
  if (refused) {
    byId("refused").textContent = refused;
    byId("token").focus();
    return;
  }
  openSignIn(false);
  await become({ role, by: "token" });
  byId("run").focus();
});

// What is asked.

function offerOperations() {
  const all = operations(editor.text);
  const choice = byId("operation");
  const before = choice.value;
  choice.replaceChildren(...all.map((it) => element("option", { value: it.name }, it.name || `(${it.kind} without a name)`)));
  if (all.some((it) => it.name === before)) choice.value = before;
  byId("which").hidden = all.length < 2;
}

/** The operation that is meant: the one chosen, or, by the keyboard, the one the caret is in. */
function meant(byCaret) {
  const all = operations(editor.text);
  if (all.length > 1 && byCaret) {
    const at = all.filter((it) => it.from <= editor.caret).at(-1) ?? all[0];
    byId("operation").value = at.name;
  }
  return all.length > 1 ? all.find((it) => it.name === byId("operation").value) : all[0];
}

async function run(byCaret) {
  running?.abort();
  const operation = meant(byCaret);
  const query = editor.text;
  if (!query.trim()) return show({ status: "There is nothing to ask yet: begin with one of the questions, or write one." });
  let values;
  try {
    values = variables.value.trim() ? JSON.parse(variables.value) : {};
    if (values === null || typeof values !== "object" || Array.isArray(values)) throw new Error("they are no object");
  } catch (fault) {
    variables.setAttribute("aria-invalid", "true");
    return show({ status: "Not asked.", errors: [{ message: `The variables are not a JSON object: ${fault.message}` }] });
  }
  variables.removeAttribute("aria-invalid");
  history.keep(query);
  showHistory();
  const control = new AbortController();
  running = control;
  byId("stop").hidden = false;
  show({ status: "Asking…" });
  reveal();
  const body = { query, variables: values, ...(operation?.name ? { operationName: operation.name } : {}) };
  const began = performance.now();
  if (operation?.kind === "subscription") await follow(body, control);
  else {
    const answer = await session.ask(body, control.signal);
    if (running === control) show({ ...answer, took: performance.now() - began });
  }
  if (running !== control) return undefined;
  running = null;
  byId("stop").hidden = true;
  return undefined;
}

/** Has the answer be seen where it is below the question. */
function reveal() {
  const answer = byId("answer");
  if (answer.getBoundingClientRect().top > innerHeight * 0.8) answer.scrollIntoView({ block: "start" });
}

/** Shows what a subscription tells, the newest first, until it ends or is stopped. */
async function follow(body, control) {
  const events = [];
  let count = 0;
  show({ status: "Waiting for what happens…" });
  await session.subscribe(body, control.signal, (event) => {
    if (running !== control) return;
    count += 1;
    events.unshift(event.data ?? null);
    events.length = Math.min(events.length, EVENTS);
    show({ data: events.length === 1 ? events[0] : events, errors: event.errors, status: `${count} received, waiting` });
  });
  if (running === control) byId("status").textContent = `${count} received; ended`;
}

byId("run").addEventListener("click", () => run(false));
byId("stop").addEventListener("click", () => running?.abort());
for (const box of [byId("document"), variables]) {
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run(box !== variables);
    }
  });
}
byId("copy").addEventListener("click", async () => {
  const said = await navigator.clipboard?.writeText(byId("result").textContent).then(() => "Copied.", () => null);
  byId("status").textContent = said ?? "This browser does not let pages copy: select the answer instead.";
});

/** Puts a document in, with the variables that it begins with: its own defaults unless others are given. */
function begin(text, about = "", values = null) {
  editor.text = text;
  variables.value = values?.trim() ?? defaults(operations(text)[0]);
  byId("about").textContent = about;
}

// What stands beside it.

const tabs = [byId("tab-schema"), byId("tab-history")];
function select(tab) {
  for (const it of tabs) {
    it.setAttribute("aria-selected", String(it === tab));
    it.tabIndex = it === tab ? 0 : -1;
    byId(it.getAttribute("aria-controls")).hidden = it !== tab;
  }
}
tabs.forEach((tab, at) => {
  tab.addEventListener("click", () => select(tab));
  tab.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = tabs[1 - at];
    select(other);
    other.focus();
  });
});
addEventListener("hashchange", () => location.hash !== "#side" && select(tabs[0]));

function showHistory() {
  const documents = history.kept();
  const rows = documents.map((text) => {
    const operation = operations(text)[0];
    const title = operation?.name || text.replace(/#.*\n/g, "").replace(/\s+/g, " ").trim();
    const button = element("button", { type: "button", className: "past" },
      element("b", {}, title.slice(0, 60)), element("span", { className: "hint" }, operation?.kind ?? ""));
    button.addEventListener("click", () => begin(text));
    return element("li", {}, button);
  });
  const note = "Documents alone are kept, in this browser: no variables, no answers, and no changes with text written into them.";
  const forget = element("button", { type: "button" }, "Forget all");
  forget.addEventListener("click", () => {
    history.forgetAll();
    showHistory();
  });
  byId("history").replaceChildren(
    element("h2", {}, "History"), element("p", { className: "hint" }, note),
    ...(rows.length ? [element("ul", { className: "pasts" }, rows), forget] : [element("p", {}, "Nothing has been asked yet.")]));
}

async function offerQuestions() {
  const response = await fetch("/explorer/operations.json").catch(() => null);
  const questions = response?.ok ? await response.json() : [];
  const picker = byId("operations");
  for (const label of new Set(questions.map((it) => it.topic))) {
    const options = questions.map((it, at) => (it.topic === label ? element("option", { value: String(at) }, it.title) : null));
    picker.append(element("optgroup", { label }, options));
  }
  picker.addEventListener("change", () => {
    const chosen = questions[Number(picker.value)];
    if (picker.value && chosen) begin(chosen.document, chosen.about, chosen.variables);
  });
  return questions;
}

showHistory();
const [questions, now] = await Promise.all([offerQuestions(), session.callerByCookie()]);
// What an address asks is put in, never sent: whoever made a link is not whoever follows it.
const asked = new URLSearchParams(location.search);
const first = questions.findIndex((it) => it.name === "leaders");
if (asked.get("query")) {
  begin(asked.get("query"));
  variables.value = asked.get("variables") ?? variables.value;
} else if (!editor.text && questions[first]) {
  byId("operations").value = String(first);
  begin(questions[first].document, questions[first].about, questions[first].variables);
} else {
  editor.text = editor.text;
}
await become(now);
document.documentElement.dataset.ready = "yes";
