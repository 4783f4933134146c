// Runs every client of this folder against one service. One line a client; ends with 1 where one of them fails.
//
//   node tests/clients/run.mjs target/debug/demarche [CLIENT...]

import { serve } from './service.mjs';

// Each is a file NAME.mjs whose default export takes what a client is given (below) and says in one line what it has seen,
// or throws.
const CLIENTS = [
  'audits',
  'apollo',
  'urql',
  'graphql_ws',
  'graphql_sse',
  'codegen',
  'relay',
  'readme',
  'gql',
  'schemathesis',
];

// How long one may take: what hangs has failed.
const MOST = 300_000;

const [program, ...only] = process.argv.slice(2);
const unknown = only.filter((it) => !CLIENTS.includes(it));
if (!program || unknown.length > 0) {
  console.error('clients: say which program is to be tried, such as target/debug/demarche, and which clients, if not all:');
  console.error(CLIENTS.join(' '));
  process.exit(2);
}

/** In time, or failed. */
async function within(time, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took more than ${time / 1000} s`)), time);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

const { url, said, tokens, stop } = await serve(program);
const given = { url, socket: url.replace(/^http/, 'ws'), tokens };
const chosen = CLIENTS.filter((it) => only.length === 0 || only.includes(it));
let failures = 0;
try {
  for (const name of chosen) {
    try {
      const { default: client } = await import(`./${name}.mjs`);
      console.log(`${name}: ${await within(MOST, client(given))}`);
    } catch (fault) {
      failures += 1;
      console.log(`${name}: FAILED: ${fault?.stack ?? fault}`);
    }
  }
} finally {
  await stop();
}
if (failures > 0) console.error(`what the service has logged:\n${said.join('\n')}`);
console.log(`clients: ${chosen.length - failures} of ${chosen.length} pass`);
// What a client that failed has left open must not keep this from ending.
process.exit(failures > 0 ? 1 : 0);
