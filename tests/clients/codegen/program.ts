// A program as users write them, with the types that are made of the schema and of schema/operations: what it may not say
// is said where it must not compile.

import { TypedDocumentNode } from '@graphql-typed-document-node/core';

import { DocumentType } from './generated/gql.js';
import {
  LeadersDocument,
  LeadersQuery,
  Position,
  RecordStanceDocument,
  RecordStanceMutationVariables,
  WatchChangesDocument,
} from './generated/graphql.js';

type Ask = <Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables) => Promise<Data>;

export async function leads(ask: Ask, act: number): Promise<string[]> {
  const { leaders } = await ask(LeadersDocument, { act, first: 5 });
  return leaders.nodes.map((it) => {
    const observed: string = it.stance.observedOn;
    const next: string | null | undefined = leaders.pageInfo.endCursor;
    return `${it.state.name} ${it.position ?? 'unknown'} ${observed} ${it.contacts.length} ${next ?? ''}`;
  });
}

export async function record(ask: Ask): Promise<string> {
  const variables: RecordStanceMutationVariables = {
    input: { state: 'MEX', act: 6, position: Position.Positive, observedOn: '2018-01-31' },
  };
  const { recordStance } = await ask(RecordStanceDocument, variables);
  const mistakes: string[] = recordStance.userErrors.map((it) => `${it.code} ${it.path.join('.')}`);
  return recordStance.stance?.id ?? mistakes.join();
}

export async function watch(ask: Ask): Promise<string> {
  const { changes } = await ask(WatchChangesDocument, { since: null });
  return changes.checkpoint;
}

export type Whole = DocumentType<typeof LeadersDocument>;
export const same = (it: LeadersQuery): Whole => it;

export async function wrong(ask: Ask): Promise<void> {
  // @ts-expect-error: an Act is a number.
  await ask(LeadersDocument, { act: 'four' });
  // @ts-expect-error: there is no such field in the answer.
  (await ask(LeadersDocument, { act: 4 })).leaders.leaderships;
  // @ts-expect-error: there is no such position.
  await ask(RecordStanceDocument, { input: { position: 'UNDECIDED' } });
}
