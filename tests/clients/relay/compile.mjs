// Relay's compiler takes the schema, with fragments that use connections, refetching and arguments; and the service answers
// each of the operations that it makes.

import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const HERE = dirname(fileURLToPath(import.meta.url));
const COMPILED = join(HERE, 'compiled');

// What each operation is asked with. A change is not made: it is checked by the compiler alone.
const VARIABLES = {
  leadersQuery: { act: 4, regions: ['AFRICA', 'EUROPE'] },
  leadersMoreQuery: { act: 4, regions: ['AFRICA', 'EUROPE'], count: 2 },
  stateQuery: { id: 'state:MEX' },
  stateCardQuery: { id: 'state:MEX', asOf: '2018-02-01' },
  stateHistoryQuery: { id: 'state:MEX', last: 2 },
  followUpFoundQuery: { text: 'mexico' },
};

/** Compiles all of src: the documents by their ids, as Relay persists them. */
async function compile() {
  await rm(COMPILED, { recursive: true, force: true });
  await mkdir(COMPILED);
  await writeFile(join(COMPILED, 'documents.json'), '{}');
  const compiler = join(HERE, 'node_modules', 'relay-compiler', 'cli.js');
  await promisify(execFile)(process.execPath, [compiler], { cwd: HERE }).catch((fault) => {
    throw new Error(`relay-compiler does not take the schema:\n${fault.stdout}${fault.stderr}`);
  });
  return JSON.parse(await readFile(join(COMPILED, 'documents.json'), 'utf8'));
}

async function ask(url, token, document, variables) {
  const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
  const body = JSON.stringify({ query: document, variables });
  const answer = await (await fetch(url, { method: 'POST', headers, body })).json();
  if (answer.errors) throw new Error(`${document}\n${JSON.stringify(answer.errors)}`);
  return answer.data;
}

/** `token` may be absent where the service lets anybody in. */
export default async function relay({ url, token }) {
  const documents = Object.values(await compile());
  let asked = 0;
  for (const document of documents) {
    const [, kind, name] = document.match(/(query|mutation|subscription) (\w+)/);
    if (kind !== 'query') continue;
    const data = await ask(url, token, document, VARIABLES[name]);
    if (Object.values(data).some((it) => it === null)) throw new Error(`${name}: ${JSON.stringify(data)}`);
    asked += 1;
  }
  if (asked !== Object.keys(VARIABLES).length) throw new Error(`${asked} queries were asked`);
  return `${documents.length} documents compiled, ${asked} queries answered`;
}
