// The client of graphql-ws: query, mutation, subscription resumed by checkpoint, and being sent away.

import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

import { expect, operation, stance } from './documents.mjs';
import { NEWS, wakes, write } from './news.mjs';

export default async function graphqlWs({ socket, url, tokens }) {
  const open = (connectionParams, options) =>
    createClient({ url: socket, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0, ...options });
  const client = open({ authorization: `Bearer ${tokens.coordinator}` });
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
  const unreadable = await once(client, { query: '{ nowhere }' }).catch((it) => it);
  expect(Array.isArray(unreadable) && unreadable[0].message, 'a document that is refused', unreadable);

  const news = await wakes('graphql-ws', tokens, url, (take) =>
    client.subscribe({ query: NEWS }, { next: (it) => take(it.data), error: take, complete() {} }),
  );
  const missed = [await write(tokens, url), await write(tokens, url)];
  const told = [];
  for await (const { data } of client.iterate({ query: NEWS, variables: { since: news.checkpoint } })) {
    told.push(...data.changes.nodes.map((it) => it.node.id));
    if (told.includes(missed[1])) break;
  }
  expect(new Set(told).size === told.length && told.includes(missed[0]), 'what was missed is told, each once', told);
  await client.dispose();

  const sentAway = await once(open({ token: 'demarche_none' }), { query: '{ viewer { role } }' }).catch((it) => it);
  expect(sentAway.code === 4403, 'whoever shows a bad token is sent away', sentAway.code ?? String(sentAway));
  const nobody = open(undefined);
  const anonymous = await once(nobody, { query: '{ viewer { role } }' });
  expect(anonymous.data.viewer.role === 'VIEWER', 'whoever shows none sees what everybody may', anonymous);
  await nobody.dispose();
  return 'query, mutation, errors, a subscription that is resumed, close 4403';
}
