// Apollo Client 4: queries with its cache, mutations, errors, persisted queries that fall back, and subscriptions over a
// WebSocket and over server-sent events.

import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache, Observable, gql } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { print } from 'graphql';
import { createClient as eventClient } from 'graphql-sse';
import { createClient as socketClient } from 'graphql-ws';
import { createHash } from 'node:crypto';
import WebSocket from 'ws';

import { expect, operation, stance } from './documents.mjs';
import { NEWS, wakes } from './news.mjs';

export default async function apollo({ url, socket, tokens }) {
  const headers = { authorization: `Bearer ${tokens.coordinator}` };
  const sent = [];
  const http = (options) =>
    new HttpLink({ uri: url, headers, fetch: (...it) => (sent.push(it[1]), fetch(...it)), ...options });
  const client = (link) => new ApolloClient({ link, cache: new InMemoryCache() });

  const plain = client(http());
  const leaders = { query: gql(operation('leaders')), variables: { act: 4, first: 2 } };
  const { data } = await plain.query(leaders);
  expect(data.leaders.nodes.length === 2, 'leaders', data);
  expect(data.leaders.nodes[0].__typename === 'Leader', 'the cache asks for types', data);
  await plain.query(leaders);
  expect(sent.length === 1, 'the second answer is from the cache', sent.length);

  const mutation = gql(operation('record_stance'));
  const wish = (input) => plain.mutate({ mutation, variables: { input } });
  const granted = await wish(stance());
  expect(granted.data.recordStance.stance.id.startsWith('stance:'), 'a wish granted', granted);
  const refused = await wish({ ...stance(), state: 'NOWHERE' });
  expect(refused.data.recordStance.userErrors[0].code === 'NOT_FOUND', 'a wish refused is data', refused);

  const mistake = await plain.query({ ...leaders, variables: { act: 11 } }).catch((it) => it);
  expect(CombinedGraphQLErrors.is(mistake), 'a mistake is an error of GraphQL', String(mistake));
  const { code, requestId } = mistake.errors[0].extensions;
  expect(code === 'BAD_USER_INPUT' && requestId, 'its code and the request it names', mistake.errors);

  sent.length = 0;
  const sha256 = (text) => createHash('sha256').update(text).digest('hex');
  const persisted = client(new PersistedQueryLink({ sha256 }).concat(http()));
  const fallen = await persisted.query(leaders);
  expect(fallen.data.leaders.nodes.length === 2, 'a persisted query that is not known', fallen);
  const first = JSON.parse(sent[0].body);
  expect(!first.query && first.extensions.persistedQuery && sent.length === 2, 'the hash first, then the text', first);
  await persisted.query({ ...leaders, variables: { act: 5 } });
  expect(sent.length === 3, 'once it is known that none are kept, the text alone is sent', sent.length);

  const sockets = socketClient({ url: socket, webSocketImpl: WebSocket, connectionParams: headers, lazy: true });
  const over = { WebSocket: new GraphQLWsLink(sockets), events: new EventsLink({ url, headers }) };
  for (const [way, link] of Object.entries(over)) {
    const subscriber = client(link);
    await wakes(`Apollo over ${way}`, tokens, url, (take) => {
      const subscription = subscriber.subscribe({ query: gql(NEWS) }).subscribe({ next: (it) => take(it.data), error: take });
      return () => subscription.unsubscribe();
    });
    subscriber.stop();
  }
  await sockets.dispose();
  return 'query, cache, mutation, errors, persisted queries falling back, subscriptions over WebSocket and events';
}

/** Subscriptions by graphql-sse, as its own documentation has it for Apollo. */
class EventsLink extends ApolloLink {
  constructor(options) {
    super();
    this.client = eventClient(options);
  }

  request({ query, ...rest }) {
    return new Observable((sink) =>
      this.client.subscribe(
        { ...rest, query: print(query) },
        { next: (it) => sink.next(it), complete: () => sink.complete(), error: (it) => sink.error(it) },
      ),
    );
  }
}
