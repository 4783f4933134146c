// The service that clients are tried against: the built program with the reference data, on a free port and in a directory
// that is gone afterwards, and tokens for it.

import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** Starts the service: where it is, tokens by role, what it has logged, and how it is ended. */
export async function serve(program) {
  const directory = await mkdtemp(join(tmpdir(), 'demarche-clients-'));
  const data = join(directory, 'data');
  const started = [];
  const stop = async () => {
    await Promise.all(started.map((it) => it.stop()));
    await rm(directory, { recursive: true, force: true });
  };
  try {
    // The reference data go into an empty directory alone, and tokens are made while nothing runs.
    started.push(await start(program, data));
    await started[0].stop();
    const tokens = {};
    for (const role of ['viewer', 'coordinator', 'admin']) {
      const options = ['token', 'create', '--role', role, '--name', `Client that is ${role}`, '--data', data];
      const { stdout } = await promisify(execFile)(program, options);
      tokens[role] = stdout.trim();
    }
    started.push(await start(program, data));
    const { url, said } = started[1];
    return { url, said, tokens, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

async function start(program, data) {
  const options = ['--data', data, '--demo', '--today', '2018-02-01', '--listen', '127.0.0.1:0', '--anonymous', 'viewer'];
  const service = spawn(program, ['serve', ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => service.once('close', resolve));
  const stop = async () => {
    service.kill('SIGTERM');
    await ended;
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
  if (!url) throw new Error(`the service did not start:\n${said.join('\n')}`);
  return { url, said, stop };
}
