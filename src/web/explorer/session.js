// Who asks, and how a request is sent. A token is kept in this variable alone: no storage has it, and a reload forgets it.

let token = null;

export const forget = () => { token = null; };

/** What the browser's own cookie signs in as, or what anybody is taken for: `a viewer`, or null. */
export async function callerByCookie() {
  const response = await fetch("/explorer/caller.json", { cache: "no-store" }).catch(() => null);
  return response?.ok ? response.json() : { role: null, by: null };
}

/** Takes a token if the service does; gives the role, or the sentence that says why not. */
export async function signIn(given) {
  const before = token;
  token = given.trim().replace(/^(authorization:\s*)?bearer\s+/i, "");
  if (!/^[\x21-\x7e]+$/.test(token)) {
    token = before;
    return { refused: "This is no token: a token is one line of letters, digits and underscores." };
  }
  const answer = await ask({ query: "{ viewer { role } }" });
  const role = answer.data?.viewer?.role;
  if (role) return { role: `${/^[AEIOU]/.test(role) ? "an" : "a"} ${role.toLowerCase()}` };
  token = before;
  return { refused: answer.errors?.[0]?.message ?? "The service has not said who this is." };
}

function request(body, accept, signal, others) {
  const headers = { ...others, "Content-Type": "application/json", Accept: accept };
  if (token) headers.Authorization = `Bearer ${token}`;
  const credentials = token ? "omit" : "same-origin";
  return fetch("/graphql", {
    method: "POST", headers, credentials, cache: "no-store", redirect: "error", body: JSON.stringify(body), signal,
  });
}

const failed = (message) => ({ errors: [{ message }] });

/** Sends a request, with `headers` besides; gives its answer, or what went wrong in the same form. `answer.bytes` is how long it was. */
export async function ask(body, signal, headers = {}) {
  try {
    return await read(await request(body, "application/graphql-response+json, application/json;q=0.9", signal, headers));
  } catch (fault) {
    return failed(sentence(fault));
  }
}

async function read(response) {
  const text = await response.text();
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    answer = failed(`The service answered with status ${response.status} and no JSON: something between may have answered for it.`);
  }
  return Object.assign(answer, { bytes: text.length });
}

const sentence = (fault) =>
  fault.name === "AbortError" ? "Stopped before an answer came." : "The service did not answer: it may be stopped, or out of reach.";

/** Sends a subscription and hands each answer to `each`, until the service or `signal` ends it. */
export async function subscribe(body, signal, each, headers = {}) {
  try {
    const response = await request(body, "text/event-stream", signal, headers);
    if (!response.headers.get("Content-Type")?.startsWith("text/event-stream")) return each(await read(response));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ""; ; ) {
      const { done, value } = await reader.read();
      if (done) return undefined;
      const events = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
      rest = events.pop();
      for (const event of events) {
        const [kind, data] = [line(event, "event"), line(event, "data")];
        if (kind === "complete") return undefined;
        if (kind === "next" && data) each(JSON.parse(data));
      }
    }
  } catch (fault) {
    return signal.aborted ? undefined : each(failed(sentence(fault)));
  }
}

const line = (event, name) =>
  event.split("\n").filter((it) => it.startsWith(`${name}:`)).map((it) => it.slice(name.length + 1).trimStart()).join("\n");
