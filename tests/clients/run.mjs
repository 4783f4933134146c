// Runs every client of this folder against a service of its own: the program that is given, with the reference data in a
// directory that is gone afterwards. One line a client; ends with 1 where one of them fails.
//
//   node tests/clients/run.mjs target/debug/demarche [CLIENT...]

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

// Each is a file NAME.mjs whose default export takes { url } and says in one line what it has seen, or throws.
const CLIENTS = ['audits'];

const [program, ...only] = process.argv.slice(2);
if (!program) {
  console.error('clients: say which program is to be tried, such as target/debug/demarche');
  process.exit(2);
}

/** Starts the service: where it is, and how it is ended. */
async function serve() {
  const directory = await mkdtemp(join(tmpdir(), 'demarche-clients-'));
  const options = ['--data', directory, '--demo', '--today', '2018-02-01', '--listen', '127.0.0.1:0', '--anonymous', 'viewer'];
  const service = spawn(program, ['serve', ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => service.once('close', resolve));
  const stop = async () => {
    service.kill('SIGTERM');
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  const said = [];
  const url = await new Promise((resolve) => {
    service.once('error', (fault) => resolve(said.push(String(fault)) && undefined));
    const lines = createInterface({ input: service.stderr });
    lines.on('line', (line) => {
      said.push(line);
      const found = line.match(/GraphQL is at (http\S+)/);
      if (found) resolve(found[1]);
    });
    lines.once('close', () => resolve(undefined));
  });
  if (!url) {
    await rm(directory, { recursive: true, force: true });
    throw new Error(`the service did not start:\n${said.join('\n')}`);
  }
  return { url, stop, said };
}

const { url, stop, said } = await serve();
let failures = 0;
try {
  for (const name of CLIENTS.filter((it) => only.length === 0 || only.includes(it))) {
    try {
      const { default: client } = await import(`./${name}.mjs`);
      console.log(`${name}: ${await client({ url })}`);
    } catch (fault) {
      failures += 1;
      console.log(`${name}: FAILED: ${fault?.message ?? fault}`);
    }
  }
} finally {
  await stop();
}
if (failures > 0) console.error(`what the service has logged:\n${said.join('\n')}`);
process.exitCode = failures > 0 ? 1 : 0;
