// A thing by its id, which is asked for anew by it, with a list that goes on in both directions.

import { graphql } from 'relay-runtime';

export const query = graphql`
  query stateQuery($id: ID!) {
    node(id: $id) {
      __typename
      ...state_card @arguments(asOf: "2018-02-01") @alias
      ...state_history @alias
    }
  }
`;

export const card = graphql`
  fragment state_card on State
  @argumentDefinitions(asOf: { type: "Date" })
  @refetchable(queryName: "stateCardQuery") {
    code
    name
    standings(asOf: $asOf) {
      position
      act {
        number
      }
    }
  }
`;

export const history = graphql`
  fragment state_history on State
  @argumentDefinitions(
    first: { type: "Int" }
    after: { type: "String" }
    last: { type: "Int", defaultValue: 5 }
    before: { type: "String" }
  )
  @refetchable(queryName: "stateHistoryQuery") {
    stances(first: $first, after: $after, last: $last, before: $before) @connection(key: "state_history_stances") {
      edges {
        node {
          position
          observedOn
          evidence {
            title
          }
        }
      }
    }
  }
`;
