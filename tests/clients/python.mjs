// Clients in Python, from the environment that tests/run makes.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { ROOT } from './documents.mjs';

const FOLDER = process.env.DEMARCHE_PYTHON ?? `${ROOT}target/clients/bin`;

/** Runs a program of the environment: what it has said. */
export async function run(program, options, given) {
  const settings = { env: { ...process.env, ...given }, maxBuffer: 1 << 28, cwd: ROOT };
  try {
    return (await promisify(execFile)(`${FOLDER}/${program}`, options, settings)).stdout.trim();
  } catch (fault) {
    throw new Error(`${fault.message}\n${fault.stdout ?? ''}`);
  }
}
