// What the clients ask: operations of schema/operations, and wishes that are granted as often as they are made.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The text of the operation that is kept under this name. */
export function operation(name) {
  return readFileSync(`${ROOT}schema/operations/${name}.graphql`, 'utf8');
}

let wishes = 0;

/** The input of a stance that is unlike all before. */
export function stance() {
  wishes += 1;
  return {
    state: 'MEX',
    act: 6,
    position: wishes % 2 === 1 ? 'NEGATIVE' : 'POSITIVE',
    observedOn: '2018-01-31',
    confidence: 'HIGH',
    evidence: ['evidence:act-now'],
    idempotencyKey: `client-${process.pid}-${Date.now()}-${wishes}`,
  };
}

/** Fails with what was found where something else was expected. */
export function expect(holds, what, found) {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(found)}`);
}
