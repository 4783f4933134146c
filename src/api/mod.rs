//! GraphQL: how the answers and the commands are spelled outside. Resolvers are thin: they turn arguments into a
//! question, and rows into fields. What may be seen, asked or done is decided to the left of here.

mod answer;
mod campaign;
mod connection;
mod contact;
mod context;
mod error;
mod follow_up;
mod input;
mod leaders;
mod limits;
mod mutation;
mod node;
mod organisation;
mod outreach;
mod place;
mod query;
mod reference;
mod roadmap;
mod scalar;
mod stance;
mod standing;
mod tally;
mod vocabulary;

use async_graphql::{EmptySubscription, Schema};

pub use answer::{Asked, Refused, answer};
pub use context::Caller;

/// The deepest selection; a root field is at depth 1.
const DEEPEST: usize = 15;

/// The service's schema, without data: what a request needs comes with the request. Cheap to clone.
#[derive(Clone)]
pub struct Api(Schema<query::Query, mutation::Mutation, EmptySubscription>);

impl Default for Api {
    fn default() -> Self {
        let schema = Schema::build(query::Query::default(), mutation::Mutation, EmptySubscription);
        Self(schema.limit_depth(DEEPEST).finish())
    }
}

impl Api {
    /// The schema in the schema definition language, as `schema/schema.graphql` holds it.
    pub fn sdl(&self) -> String {
        self.0.sdl()
    }
}
