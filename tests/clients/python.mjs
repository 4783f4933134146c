// Clients in Python, from the environment that tests/run makes.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { ROOT } from './documents.mjs';

const FOLDER = process.env.DEMARCHE_PYTHON ?? `${ROOT}target/clients/bin`;

/** Runs a program of the environment: what it has said. */
export async function run(program, options, given, cwd = ROOT) {
  const settings = { env: { ...process.env, ...given }, maxBuffer: 1 << 28, cwd };
  try {
    return (await promisify(execFile)(`${FOLDER}/${program}`, options, settings)).stdout.trim();
  } catch (fault) {
    // Not with its options: there may be a token among them.
    throw new Error(`${program} ends with ${fault.code}\n${fault.stderr ?? ''}\n${fault.stdout ?? ''}`);
  }
}
