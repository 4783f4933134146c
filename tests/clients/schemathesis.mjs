// schemathesis: some calls of every query and mutation, as the schema allows them and as it does not, by a caller with all
// rights. The same calls every time. What it counts as a failure fails, except that a call which fits the schema may be
// refused: how is checked by python/schemathesis_hooks.py.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ROOT } from './documents.mjs';
import { run } from './python.mjs';

export default async function schemathesis({ url, tokens }) {
  // It keeps notes where it is run.
  const cwd = await mkdtemp(join(tmpdir(), 'demarche-schemathesis-'));
  const options = ['run', url, '--header', `Authorization: Bearer ${tokens.admin}`];
  options.push('--exclude-checks', 'positive_data_acceptance', '--generation-deterministic', '--max-examples', '8');
  options.push('--no-shrink', '--request-timeout', '30', '--no-color');
  const hooks = { PYTHONPATH: `${ROOT}tests/clients/python`, SCHEMATHESIS_HOOKS: 'schemathesis_hooks' };
  try {
    const said = await run('schemathesis', options, { ...hooks, HYPOTHESIS_STORAGE_DIRECTORY: cwd }, cwd);
    const found = said.match(/(\d+) generated, (\d+) passed/);
    if (!found || Number(found[1]) < 500) throw new Error(`too little was tried:\n${said.slice(-2000)}`);
    return `${found[1]} calls of every query and mutation, no failure`;
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}
