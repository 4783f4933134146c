// Drives the explorer in a real browser, as a visitor would: node run.mjs [PROGRAM] [--graphiql DIRECTORY]
// PROGRAM is the built service (target/debug/demarche unless said); CHROMIUM names the browser. Ends with 1 if anything fails.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { start } from "./service.mjs";

const argv = process.argv.slice(2);
const graphiql = argv.includes("--graphiql") ? argv.splice(argv.indexOf("--graphiql"), 2)[1] : null;
const program = argv[0] ?? fileURLToPath(new URL("../../../target/debug/demarche", import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = process.env.SHOTS;
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  // Root, as containers often are, may not use the sandbox; what is opened is the service's own.
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
const service = await start(program, ["viewer", "coordinator"]);
let failed = 0;

/** One story on a page of its own. Nothing may be said on the console, and nobody else asked. */
async function story(name, options, tell) {
  const context = await browser.newContext({ viewport: WIDE, ...options });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const wrong = [];
  const origin = options.origin ?? service.origin;
  page.on("pageerror", (fault) => wrong.push(fault.message));
  page.on("console", (said) => ["error", "warning"].includes(said.type()) && wrong.push(said.text().slice(0, 300)));
  page.on("request", (request) => request.url().startsWith(`${origin}/`) || wrong.push(`asks elsewhere: ${request.url().slice(0, 100)}`));
  try {
    await tell(page, wrong);
    assert.deepEqual(wrong, []);
    console.log(`  ok    ${name}`);
  } catch (fault) {
    failed += 1;
    console.log(`  FAILS ${name}\n${fault.stack}\n${wrong.join("\n")}`);
    if (shots) await page.screenshot({ path: `${shots}/failed.png` });
  } finally {
    await context.close();
  }
}

async function open(page, query = "") {
  await page.goto(`${service.origin}/graphql${query}`);
  await page.waitForSelector("html[data-ready]");
}

async function signIn(page, role) {
  await page.fill("#token", service.token(role));
  await page.click("#token-form button");
  await page.waitForFunction((role) => document.querySelector("#who").textContent.includes(role), role);
  await page.waitForSelector("#schema .types a");
}

/** Asks, and gives the data that is shown. */
async function ask(page, document, by = (page) => page.click("#run")) {
  if (document !== undefined) await page.fill("#document", document);
  await by(page);
  await page.waitForFunction(() => /^(Not answered|Answered|Not asked)/.test(document.querySelector("#status").textContent));
  const text = await page.textContent("#result");
  return text ? JSON.parse(text).data : undefined;
}

/** Looks for what keeps people out, from a world of scripts that the page's policy is not for. */
async function accessible(page) {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send("Page.getFrameTree");
  const { executionContextId: contextId } = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "axe" });
  await session.send("Runtime.evaluate", { expression: `${axe};0`, contextId });
  const expression = "axe.run(document).then((it) => JSON.stringify(it.violations.map((it) => [it.id, it.nodes.map((it) => it.html.slice(0, 150))])))";
  const { result } = await session.send("Runtime.evaluate", { expression, contextId, awaitPromise: true, returnByValue: true });
  assert.deepEqual(JSON.parse(result.value), []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page is wider than the window");
}

/** Waits for a page of the schema: a link is followed a moment after it is clicked. */
const heading = (page, name) => page.waitForFunction((name) => document.querySelector("#schema h2")?.textContent.startsWith(name), name);

const shot = async (page, name) => { if (shots) await page.screenshot({ path: `${shots}/${name}.png` }); };
const CONTACTS = "query Contacts { contacts(first: 1) { totalCount nodes { id post } } }";

await story("opens without signing in, says so, and shows the day that is rehearsed", {}, async (page) => {
  await open(page);
  assert.match(await page.textContent("#rehearsed"), new RegExp(service.day));
  assert.equal(await page.textContent("#who"), "You are not signed in");
  assert.ok(await page.isVisible("#token"));
  assert.equal(await page.textContent("#schema"), "Sign in to see the schema.");
  await accessible(page);
});

await story("signs in with a token, and shows what that one may see", {}, async (page, wrong) => {
  await open(page);
  await page.fill("#token", "demarche_nonsense");
  await page.click("#token-form button");
  await page.waitForFunction(() => document.querySelector("#refused").textContent.includes("not accepted"));
  assert.ok(wrong.length === 1 && wrong.pop().includes("401"), "the browser notes that it was refused");
  await signIn(page, "viewer");
  assert.equal((await ask(page, CONTACTS)).contacts.totalCount, 0);
  await page.click("#sign");
  await page.waitForFunction(() => document.querySelector("#who").textContent === "You are not signed in");
  assert.equal(await page.textContent("#result"), "", "what was answered to one is not left to another");
  await signIn(page, "coordinator");
  assert.ok((await ask(page)).contacts.totalCount > 400);
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, document.documentElement.outerHTML]));
  assert.ok(!kept.includes(service.token("coordinator")), "the token is in no storage, cookie or attribute");
  assert.ok(!JSON.stringify(await page.evaluate(() => ({ ...localStorage }))).includes("contact:"), "answers are not kept");
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  assert.equal(await page.textContent("#who"), "You are not signed in", "a reload forgets the token");
});

await story("asks, by the button and by the keyboard, with variables", {}, async (page) => {
  await open(page);
  await signIn(page, "coordinator");
  const first = await ask(page);
  assert.ok(first.leaders.nodes.length > 0, "what it begins with is answered");
  await page.fill("#variables", '{ "number": 7 }');
  const byKeys = (page) => page.press("#document", "Control+Enter");
  const data = await ask(page, "query One($number: Int!) { act(number: $number) { number title } }", byKeys);
  assert.equal(data.act.number, 7);
  const byVariables = (page) => page.press("#variables", "Control+Enter");
  assert.equal((await ask(page, undefined, byVariables)).act.number, 7);
  await ask(page, "query A { acts { number } }\nquery B { viewer { role } }");
  await page.selectOption("#operation", "B");
  assert.deepEqual(await ask(page), { viewer: { role: "COORDINATOR" } });
});

await story("says what is wrong in sentences", {}, async (page, wrong) => {
  await open(page);
  await signIn(page, "coordinator");
  const said = async (document, variables, expected) => {
    await page.fill("#variables", variables);
    await ask(page, document);
    const text = await page.textContent("#errors");
    assert.match(text, expected);
    assert.equal(await page.textContent("#result"), "");
  };
  await said("{ acts { nope } }", "", /nope.*Line 1, column \d+\. .*BAD_USER_INPUT/);
  await said("{ acts { number }", "", /\./);
  await said("{ acts { number } }", "[1]", /The variables are not a JSON object/);
  assert.equal(await page.getAttribute("#variables", "aria-invalid"), "true");
  await accessible(page);
  await page.fill("#variables", "");
  await page.route("**/graphql", (route) => route.abort());
  await said("{ acts { number } }", "", /The service did not answer/);
  wrong.splice(0).forEach((it) => assert.match(it, /Failed to load resource/));
});

await story("offers the operations that users need", {}, async (page) => {
  await open(page);
  await signIn(page, "coordinator");
  const offered = await page.$$eval("#operations option", (all) => all.map((it) => it.value).filter(Boolean));
  assert.ok(offered.length >= 10);
  for (const value of offered) {
    await page.selectOption("#operations", value);
    const document = await page.inputValue("#document");
    if (!/^\s*query/m.test(document)) continue;
    await ask(page);
    // What is an admin's alone is offered too.
    const wrong = await page.$$eval("#errors li", (all) => all.map((it) => it.textContent).filter((it) => !it.includes("FORBIDDEN")));
    assert.deepEqual(wrong, [], document);
  }
});

await story("lets one browse the schema, by links and back", {}, async (page) => {
  await open(page);
  await signIn(page, "coordinator");
  await page.click('#schema a[href="#Query"]');
  await heading(page, "Query");
  await page.click('#schema .members > li:has(> .signature a[href="#Query.leaders"]) a[href="#LeaderConnection"]');
  await heading(page, "LeaderConnection");
  await page.click('#schema a[href="#Leader"]');
  await heading(page, "Leader ");
  assert.match(await page.textContent("#schema"), /A state that leads/);
  await page.goBack();
  await heading(page, "LeaderConnection");
  await page.click('#schema a[href="#types"]');
  await page.fill("#find", "leadership");
  await page.click('#schema a[href="#Leader.leadership"]');
  await page.waitForSelector(".aim");
  assert.equal(await page.$eval(".aim .name", (it) => it.textContent), "leadership");
  await accessible(page);
});

await story("completes what is typed, by what may stand there", {}, async (page) => {
  await open(page);
  await signIn(page, "coordinator");
  const box = page.locator("#document");
  await box.fill("");
  await box.pressSequentially("{ leaders(ac");
  await page.waitForSelector("#completions:not([hidden])");
  await accessible(page);
  await page.keyboard.press("Tab");
  assert.equal(await box.inputValue(), "{ leaders(act: ");
  await box.pressSequentially("4) { nodes { lead");
  await page.keyboard.press("Enter");
  assert.equal(await box.inputValue(), "{ leaders(act: 4) { nodes { leadership");
  await page.keyboard.press("Tab");
  assert.notEqual(await page.evaluate(() => document.activeElement.id), "document", "Tab leaves the box when nothing is chosen");
  const at = (text) => page.evaluate(async (text) => {
    const { completions } = await import("/explorer/completion.js");
    const { Schema } = await import("/explorer/schema.js");
    const { ask } = await import("/explorer/session.js");
    globalThis.told ??= await Schema.load(ask);
    return completions(globalThis.told, text.replace("|", ""), text.indexOf("|")).items.map((it) => it.text);
  }, text);
  assert.ok((await at("{ | }")).includes("leaders"));
  assert.ok((await at("{ act(number: 1) { title | } }")).includes("number"));
  assert.deepEqual(await at("{ leaders(act: 1) { nodes { position(|) } } }"), []);
  assert.ok((await at("{ leaders(act: 1, leadership: [LE|]) { totalCount } }")).includes("LEADS"));
  assert.deepEqual(await at("{ leaders(act: 1, leadership: [LEADS], fir|) { totalCount } }"), ["first"]);
  assert.ok((await at("mutation { | }")).includes("addOrganisation"));
  assert.ok((await at('mutation { addOrganisation(input: { | }) { userErrors { code } } }')).includes("name"));
  assert.ok((await at("query A($first: |) { acts { number } }")).includes("Int"));
  assert.deepEqual(await at("query A($first: Int) { leaders(act: 1, first: $|) { totalCount } }"), ["$first"]);
  assert.ok((await at('{ node(id: "act:1") { ... on Ac| } }')).includes("Act"));
  assert.deepEqual(await at('{ node(id: "a|") { id } }'), []);
  assert.deepEqual(await at("# lea|"), []);
});

await story("keeps documents alone in its history, and no changes with text in them", {}, async (page) => {
  await open(page);
  await signIn(page, "coordinator");
  await page.fill("#variables", '{ "n": 3, "secret": "Participant 17" }');
  await ask(page, "query Kept($n: Int!) { act(number: $n) { number } }");
  await page.fill("#variables", "");
  await ask(page, 'mutation Named { addOrganisation(input: { key: "test-17", name: "Participant 17" }) { userErrors { code } } }');
  await page.click("#tab-history");
  assert.deepEqual(await page.$$eval("#history .past b", (all) => all.map((it) => it.textContent)), ["Kept"]);
  assert.ok(!(await page.evaluate(() => JSON.stringify({ ...localStorage }))).includes("Participant"));
  await accessible(page);
  await page.click("#history .past");
  assert.match(await page.inputValue("#document"), /^query Kept/);
  await page.getByRole("button", { name: "Forget all" }).click();
  assert.equal(await page.evaluate(() => localStorage.length), 0);
});

await story("follows a subscription until it ends or is stopped", {}, async (page) => {
  await open(page);
  await signIn(page, "coordinator");
  const event = (data) => `event: next\ndata: ${JSON.stringify({ data })}\n\n`;
  let accepted;
  await page.route("**/graphql", (route) => {
    accepted = route.request().headers().accept;
    return route.fulfill({ contentType: "text/event-stream", body: `:\n\n${event({ n: 1 })}${event({ n: 2 })}event: complete\ndata:\n\n` });
  });
  await page.fill("#variables", "");
  await page.fill("#document", "subscription New { changes { checkpoint } }");
  await page.click("#run");
  await page.waitForFunction(() => document.querySelector("#status").textContent === "2 received; ended");
  assert.equal(accepted, "text/event-stream");
  assert.deepEqual(JSON.parse(await page.textContent("#result")).data, [{ n: 2 }, { n: 1 }]);
  await page.unroute("**/graphql");
  await page.route("**/graphql", () => {});
  await page.click("#run");
  await page.click("#stop");
  await page.waitForFunction(() => document.querySelector("#status").textContent === "0 received; ended");
  assert.ok(!(await page.isVisible("#stop")));
});

await story("tells what is written while it is watched", {}, async (page) => {
  await open(page);
  await signIn(page, "coordinator");
  await page.fill("#variables", "");
  await page.fill("#document", "subscription News { changes { nodes { node { id } } } }");
  // Events begin with their head: what is written after it is told.
  const begun = page.waitForResponse((it) => it.headers()["content-type"]?.startsWith("text/event-stream"));
  await page.click("#run");
  await begun;
  const written = await fetch(`${service.origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${service.token("coordinator")}` },
    body: JSON.stringify({ query: 'mutation { addOrganisation(input: { key: "watched", name: "Watched" }) { userErrors { code } } }' }),
  });
  assert.deepEqual(await written.json(), { data: { addOrganisation: { userErrors: [] } } });
  await page.waitForFunction(() => document.querySelector("#result").textContent.includes("organisation:watched"));
  const shown = JSON.parse(await page.textContent("#result")).data;
  assert.deepEqual(shown, { changes: { nodes: [{ node: { id: "organisation:watched" } }] } });
  assert.ok(await page.isVisible("#stop"), "it goes on until it is stopped");
  await page.click("#stop");
  await page.waitForFunction(() => document.querySelector("#status").textContent === "1 received; ended");
});

await story("shows on a phone what it has answered", { viewport: PHONE, hasTouch: true, isMobile: true }, async (page) => {
  await open(page);
  await signIn(page, "coordinator");
  await ask(page);
  await page.waitForFunction(() => document.querySelector("#status").getBoundingClientRect().bottom <= innerHeight);
});

await story("puts in what an address asks, and sends nothing by itself", {}, async (page) => {
  const sent = [];
  page.on("request", (request) => request.method() === "POST" && sent.push(request.postData()));
  const document = 'mutation { addOrganisation(input: { key: "by-link", name: "By link" }) { userErrors { code } } }';
  await open(page, `?query=${encodeURIComponent(document)}&variables=%7B%22n%22%3A1%7D`);
  assert.equal(await page.inputValue("#document"), document);
  assert.equal(await page.inputValue("#variables"), '{"n":1}');
  assert.deepEqual(sent, []);
});

await story("signs in by a link's cookie, and out", {}, async (page) => {
  await page.goto(service.link);
  await page.click("button");
  await page.waitForURL(`${service.origin}/`);
  await page.click('a[href="/graphql"]');
  await page.waitForSelector("html[data-ready]");
  assert.equal(await page.textContent("#who"), "You are a coordinator");
  assert.ok(!(await page.isVisible("#sign-in")));
  assert.ok((await ask(page, CONTACTS)).contacts.totalCount > 400);
  await page.click("#sign");
  await page.waitForURL(`${service.origin}/`);
  assert.match(await page.textContent("body"), /not signed in/);
});

for (const [name, options] of [["light", { colorScheme: "light" }], ["dark", { colorScheme: "dark" }], ["phone", { viewport: PHONE, hasTouch: true, isMobile: true }]]) {
  await story(`is accessible: ${name}`, options, async (page) => {
    await open(page);
    await shot(page, `${name}-opened`);
    await signIn(page, "coordinator");
    await ask(page);
    await shot(page, `${name}-answered`);
    await accessible(page);
    await page.evaluate(() => { location.hash = "#Query.leaders"; });
    await page.waitForSelector(".aim");
    await accessible(page);
    await shot(page, `${name}-schema`);
  });
}

await service.stop();

if (graphiql) {
  const installed = await start(program, ["coordinator"], ["--explorer-dir", graphiql]);
  await story("GraphiQL, installed in a directory, works under its policy", { origin: installed.origin }, async (page) => {
    await page.goto(`${installed.origin}/graphql`);
    assert.equal(new URL(page.url()).pathname, "/explorer/");
    await page.fill("#token", installed.token("coordinator"));
    await page.click("#token-form button");
    await page.click(".graphiql-execute-button");
    await page.waitForFunction(() => document.querySelector(".graphiql-response")?.textContent.includes("totalCount"));
    await page.click('button[aria-label="Show Documentation Explorer"]');
    await page.waitForFunction(() => document.body.textContent.includes("NextBestContact"));
    assert.ok(!(await page.evaluate(() => JSON.stringify({ ...localStorage }))).includes("query"));
    await shot(page, "graphiql");
  });
  await installed.stop();
}

await browser.close();
console.log(failed ? `${failed} failed` : "the explorer works in a browser");
process.exit(failed ? 1 : 0);
