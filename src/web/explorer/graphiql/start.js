// GraphiQL over this service: signed in by the cookie or by a token held in memory, with the questions that the service
// offers. What GraphiQL would store, variables and headers among it, is kept in memory alone, but for its looks.

import { GraphiQL } from "graphiql";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import "graphiql/style.css";
import "./start.css";
import * as session from "../session.js";

globalThis.MonacoEnvironment = {
  getWorker(_, label) {
    const name = ["json", "graphql"].includes(label) ? label : "editor";
    return new Worker(`/explorer/${name}.worker.js`, { type: "module" });
  },
};

/** GraphiQL's storage: a map in memory; which theme is liked may be remembered. */
function memory() {
  const held = new Map();
  const lasts = (key) => key.endsWith("theme");
  return {
    get length() { return held.size; },
    getItem: (key) => (lasts(key) ? localStorage.getItem(key) : held.get(key) ?? null),
    setItem: (key, value) => (lasts(key) ? localStorage.setItem(key, value) : void held.set(key, value)),
    removeItem: (key) => (lasts(key) ? localStorage.removeItem(key) : void held.delete(key)),
    clear: () => held.clear(),
  };
}

/** Answers a request of GraphiQL's: a promise, or, for a subscription, what comes as it comes. */
function fetcher({ query, variables, operationName }, { documentAST, headers = {} } = {}) {
  const body = { query, variables: variables ?? {}, ...(operationName ? { operationName } : {}) };
  const asked = documentAST?.definitions.filter((it) => it.kind === "OperationDefinition") ?? [];
  const operation = asked.length > 1 ? asked.find((it) => it.name?.value === operationName) : asked[0];
  if (operation?.operation !== "subscription") return session.ask(body, undefined, headers).then(({ bytes, ...answer }) => answer);
  return events(body, headers);
}

async function* events(body, headers) {
  const control = new AbortController();
  const come = [];
  let wake = () => {};
  let open = true;
  const done = session.subscribe(body, control.signal, (event) => { come.push(event); wake(); }, headers);
  done.finally(() => { open = false; wake(); });
  try {
    while (open || come.length) {
      if (come.length) yield come.shift();
      else await new Promise((resolve) => { wake = resolve; });
    }
  } finally {
    control.abort();
  }
}

const byId = (id) => document.getElementById(id);

async function start() {
  byId("token-form").hidden = true;
  const questions = await fetch("/explorer/operations.json").then((it) => it.json());
  const asked = new URLSearchParams(location.search);
  // One of each topic: tabs for all would leave no room.
  const first = questions.filter((it, at) => questions.findIndex((other) => other.topic === it.topic) === at);
  const tabs = first.map(({ about, document, variables }) => ({ query: `# ${about}\n${document}\n`, variables: variables ?? "" }));
  if (asked.get("query")) tabs.unshift({ query: asked.get("query"), variables: asked.get("variables") ?? "" });
  createRoot(byId("graphiql")).render(createElement(GraphiQL, {
    fetcher, storage: memory(), defaultTabs: tabs, shouldPersistHeaders: false, showPersistHeadersSettings: false,
    inputValueDeprecation: true, schemaDescription: true,
  }));
}

byId("token-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { role, refused } = await session.signIn(byId("token").value);
  byId("token").value = "";
  byId("refused").textContent = refused ?? "";
  if (role) await start();
});

const caller = await session.callerByCookie();
if (caller.role) await start();
else {
  byId("token-form").hidden = false;
  byId("token").focus();
}
