// What README says under "Clients", as it stands there: each text is run where there is a token, against this service.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import jsonata from 'jsonata';

import { expect, ROOT } from './documents.mjs';
import { run } from './python.mjs';

const THERE = 'http://127.0.0.1:8080/graphql';

export default async function readme({ url, tokens }) {
  const text = await readFile(`${ROOT}README.md`, 'utf8');
  const section = text.split('\n## Clients\n')[1].split('\n## ')[0];
  const written = Object.fromEntries(
    [...section.matchAll(/```(\w+)\n(.*?)```/gs)].map(([, kind, body]) => {
      expect(body.includes(THERE), 'it says where the service is', body);
      return [kind, body.replaceAll(THERE, url)];
    }),
  );
  expect(Object.keys(written).join() === 'sh,python,js,json', 'four ways are shown', Object.keys(written));

  const cwd = await mkdtemp(join(tmpdir(), 'demarche-readme-'));
  try {
    await writeFile(join(cwd, 'token'), `${tokens.viewer}\n`, { mode: 0o600 });
    await symlink(`${ROOT}schema`, join(cwd, 'schema'));
    for (const [kind, name] of Object.entries({ sh: 'ask.sh', python: 'ask.py', js: 'ask.mjs' })) {
      await writeFile(join(cwd, name), written[kind]);
    }
    const says = async (program, name) => (await promisify(execFile)(program, [name], { cwd })).stdout.trim();
    const { data } = JSON.parse(await says('bash', 'ask.sh'));
    const rows = data.leaders.nodes.map((it) => `${it.state.name} ${it.position}`);
    expect(rows.length === 3, 'curl shows three leaders', rows);
    const others = [await says(process.execPath, 'ask.mjs'), await run('python', ['ask.py'], {}, cwd)];
    for (const found of others) expect(found === rows.join('\n'), `as curl does: ${rows}`, found);
    const points = await panel(JSON.parse(written.json), tokens.viewer);
    return `curl, Python and JavaScript show the same leaders; the panel shows ${points} points`;
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

/** Does what the data source does with a panel's query: how many rows come of it. */
async function panel(query, token) {
  const { url, url_options: options, root_selector: root, columns } = query;
  const days = { '${__from:date:YYYY-MM-DD}': '2018-01-01', '${__to:date:YYYY-MM-DD}': '2018-12-31' };
  const filled = Object.entries(days).reduce((it, [name, day]) => it.replaceAll(name, day), options.body_graphql_variables);
  const response = await fetch(url, {
    method: options.method,
    headers: { 'content-type': options.body_content_type, authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: options.body_graphql_query, variables: JSON.parse(filled) }),
  });
  const rows = await jsonata(root).evaluate(await response.json());
  expect(rows?.length === 12, 'a row a month', rows);
  const kinds = { timestamp: (it) => !Number.isNaN(Date.parse(it)), number: Number.isInteger };
  for (const row of rows) {
    for (const { selector, type } of columns) {
      const value = selector.split('.').reduce((it, name) => it[name], row);
      expect(kinds[type](value), `${selector} is a ${type}`, value);
    }
  }
  return rows.length;
}
