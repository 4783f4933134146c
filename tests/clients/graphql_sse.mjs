// The client of graphql-sse, in distinct connections: query, mutation, errors, and a subscription resumed by checkpoint.

import { createClient } from 'graphql-sse';

import { expect, operation, stance } from './documents.mjs';
import { NEWS, wakes, write } from './news.mjs';

export default async function graphqlSse({ url, tokens }) {
  const open = (token) => createClient({ url, headers: { authorization: `Bearer ${token}` }, retryAttempts: 0 });
  const client = open(tokens.coordinator);
  const once = async (by, payload) => {
    for await (const answer of by.iterate(payload)) return answer;
    throw new Error('nothing was answered');
  };

  const { data } = await once(client, { query: operation('leaders'), variables: { act: 4, first: 2 } });
  expect(data.leaders.nodes.length === 2, 'leaders', data);
  const granted = await once(client, { query: operation('record_stance'), variables: { input: stance() } });
  expect(granted.data.recordStance.stance, 'a wish granted', granted);
  const mistake = await once(client, { query: operation('leaders'), variables: { act: 11 } });
  expect(mistake.errors[0].extensions.code === 'BAD_USER_INPUT', 'a mistake', mistake);

  const news = await wakes('graphql-sse', tokens, url, (take) =>
    client.subscribe({ query: NEWS }, { next: (it) => take(it.data), error: take, complete() {} }),
  );
  const missed = [await write(tokens, url), await write(tokens, url)];
  const told = [];
  for await (const { data } of client.iterate({ query: NEWS, variables: { since: news.checkpoint } })) {
    told.push(...data.changes.nodes.map((it) => it.node.id));
    if (told.includes(missed[1])) break;
  }
  expect(new Set(told).size === told.length && told.includes(missed[0]), 'what was missed is told, each once', told);
  client.dispose();

  const sentAway = await once(open('demarche_none'), { query: '{ viewer { role } }' }).catch((it) => it);
  expect(sentAway.response?.status === 401, 'whoever shows a bad token is sent away', String(sentAway));
  return 'query, mutation, errors, a subscription that is resumed, 401';
}
