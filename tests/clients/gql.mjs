// The Python client gql: see python/gql_client.py.

import { ROOT } from './documents.mjs';
import { run } from './python.mjs';

export default function gql({ url, tokens }) {
  const options = ['tests/clients/python/gql_client.py', url, `${ROOT}schema/operations`];
  return run('python', options, { DEMARCHE_TOKEN: tokens.coordinator });
}
