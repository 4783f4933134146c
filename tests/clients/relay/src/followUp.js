// A change whose answer goes into a list that is shown, and one that takes a thing by its interface.

import { graphql } from 'relay-runtime';

export const plan = graphql`
  mutation followUpPlanMutation($input: PlanFollowUpInput!, $connections: [ID!]!) {
    planFollowUp(input: $input) {
      followUp @appendNode(connections: $connections, edgeTypeName: "FollowUpEdge") {
        id
        due
        revision
      }
      userErrors {
        code
        path
        message
      }
    }
  }
`;

export const found = graphql`
  query followUpFoundQuery($text: String!) {
    search(text: $text) {
      snippet
      node {
        __typename
        id
        ... on Contact {
          post
        }
        ...state_card @alias
      }
    }
  }
`;
