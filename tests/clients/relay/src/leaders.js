// A list that goes on, forwards, with arguments of its own.

import { graphql } from 'relay-runtime';

export const query = graphql`
  query leadersQuery($act: Int!, $regions: [Region!]) {
    ...leaders_list @arguments(act: $act, regions: $regions)
  }
`;

export const list = graphql`
  fragment leaders_list on Query
  @argumentDefinitions(
    act: { type: "Int!" }
    regions: { type: "[Region!]", defaultValue: [AFRICA] }
    count: { type: "Int", defaultValue: 10 }
    cursor: { type: "String" }
  )
  @refetchable(queryName: "leadersMoreQuery") {
    leaders(act: $act, regions: $regions, first: $count, after: $cursor)
      @connection(key: "leaders_list_leaders", filters: ["act", "regions"]) {
      totalCount
      edges {
        node {
          leadership
          state {
            id
            ...state_card
          }
        }
      }
    }
  }
`;
