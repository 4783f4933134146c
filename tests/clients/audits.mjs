// The audits of graphql-http: whether the service speaks GraphQL over HTTP as the specification has it.

import { auditServer } from 'graphql-http';

export default async function audits({ url }) {
  const results = await auditServer({ url });
  const bad = results.filter((it) => it.status !== 'ok');
  const lines = await Promise.all(
    bad.map(async (it) => `  ${it.status} ${it.id} ${it.name}: ${it.reason}, ${it.response?.status}`),
  );
  const sum = `${results.length - bad.length} of ${results.length}`;
  if (bad.length > 0 || results.length < 61) throw new Error([sum, ...lines].join('\n'));
  return sum;
}
