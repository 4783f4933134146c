// urql's core: query, mutation, errors, and a subscription over a WebSocket and over server-sent events.

import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';

import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient as socketClient } from 'graphql-ws';
import WebSocket from 'ws';

import { expect, operation, stance } from './documents.mjs';
import { NEWS, wakes } from './news.mjs';

export default async function urql({ url, socket, tokens }) {
  const headers = { authorization: `Bearer ${tokens.coordinator}` };
  const types = [];
  const streams = [];
  const fetched = async (...it) => {
    const response = await fetch(...it);
    types.push(response.headers.get('content-type'));
    if (types.at(-1).startsWith('text/event-stream')) streams.push(it[1].signal);
    return response;
  };
  const client = (options) =>
    new Client({ url, fetch: fetched, fetchOptions: { headers }, preferGetMethod: false, ...options });
  const plain = client({ exchanges: [fetchExchange] });

  for (const by of [plain, client({ exchanges: [fetchExchange], preferGetMethod: 'force' })]) {
    const { data, error } = await by.query(operation('leaders'), { act: 4, first: 2 }).toPromise();
    expect(!error && data.leaders.nodes.length === 2, 'leaders', { data, error });
  }
  const granted = await plain.mutation(operation('record_stance'), { input: stance() }).toPromise();
  expect(granted.data?.recordStance.stance, 'a wish granted', granted.error);
  const { error } = await plain.query(operation('leaders'), { act: 11 }).toPromise();
  expect(error?.graphQLErrors[0]?.extensions.code === 'BAD_USER_INPUT', 'a mistake', error);

  // It accepts events as well, after JSON.
  expect(types.every((it) => it.includes('json')), 'what is no subscription is answered with JSON', types);

  const subscribed = (by) => (take) => {
    const { unsubscribe } = by.subscription(NEWS, {}).subscribe((it) => take(it.data ?? it.error));
    return unsubscribe;
  };
  const sockets = socketClient({ url: socket, webSocketImpl: WebSocket, connectionParams: headers });
  const forwardSubscription = ({ query, variables }) => ({
    subscribe: (sink) => ({ unsubscribe: sockets.subscribe({ query, variables }, sink) }),
  });
  const over = {
    WebSocket: client({ exchanges: [fetchExchange, subscriptionExchange({ forwardSubscription })] }),
    events: client({ exchanges: [fetchExchange], fetchSubscriptions: true }),
  };
  // Ended by whoever reads it, a stream of events ends for urql with an error that it leaves to nobody.
  const givenUp = (fault) => {
    if (fault?.name !== 'AbortError') throw fault;
  };
  process.on('uncaughtException', givenUp);
  for (const [way, by] of Object.entries(over)) await wakes(`urql over ${way}`, tokens, url, subscribed(by));
  expect(streams.length === 1, 'one stream of events', streams);
  for (const signal of streams) if (!signal.aborted) await once(signal, 'abort');
  // What is thrown because of it is thrown before this.
  await setImmediate();
  process.off('uncaughtException', givenUp);
  await sockets.dispose();
  return 'query by POST and by GET, mutation, errors, subscriptions over WebSocket and events';
}
