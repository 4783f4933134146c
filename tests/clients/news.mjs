// What each client that can subscribe must show: news come after a write, and those who were away go on where they were.

import { expect, operation, stance } from './documents.mjs';

export const NEWS = operation('watch_changes');

/** Has a stance recorded, by a plain request. */
export async function write(tokens, url) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.coordinator}` },
    body: JSON.stringify({ query: operation('record_stance'), variables: { input: stance() } }),
  });
  const { data } = await response.json();
  expect(data?.recordStance.stance, 'a stance is recorded', data);
  return data.recordStance.stance.id;
}

/** Subscribes by what is given, writes until that is heard of, and ends the subscription. `subscribe` takes who is to be
 * told the data, or an error, and gives how to end it. What was heard first. */
export async function wakes(whose, tokens, url, subscribe) {
  let heard;
  const told = new Promise((resolve) => (heard = resolve));
  const end = await subscribe(heard);
  // When a subscription has begun no protocol says: what is written is told from there on.
  const written = [];
  const until = Date.now() + 20_000;
  let data;
  while (!data) {
    expect(Date.now() < until, `${whose}: nothing is told of what was written`, written);
    written.push(await write(tokens, url));
    data = await Promise.race([told, new Promise((resolve) => setTimeout(resolve, 250))]);
  }
  end();
  const news = data.changes;
  expect(news && news.nodes.some((it) => written.includes(it.node.id)), `${whose}: what was written is told`, data);
  return news;
}
