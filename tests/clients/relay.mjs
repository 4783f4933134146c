// Relay's compiler and what it makes: see the folder relay, which has packages of its own.

import compile from './relay/compile.mjs';

export default function relay({ url, tokens }) {
  return compile({ url, token: tokens.coordinator });
}
