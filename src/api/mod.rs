//! GraphQL: how the answers and the commands are spelled outside. Resolvers are thin: they turn arguments into a
//! question, and rows into fields. What may be seen, asked or done is decided to the left of here.

mod answer;
mod asked;
mod caller;
mod context;
mod document;
mod error;
mod errors_counted;
mod glance;
mod limits;
mod literals;
mod measure;
mod merging;
mod mutation;
mod nulls;
mod operations;
mod overlooked;
mod query;
mod refusal;
mod request_id;
mod shapes;
mod subscribe;
mod subscription;
mod syntax;
mod trusted;
mod types;
mod variables;
mod vocabulary;
mod words;

use std::sync::Arc;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::ServiceDocument;
use async_graphql::{SDLExportOptions, Schema, SchemaBuilder};

pub use asked::{Answer, Asked, DocumentId, Outcome};
pub use caller::Caller;
pub use errors_counted::count_error;
pub use limits::Limits;
pub use measure::{answer, subscribe};
pub use operations::{OPERATIONS, Operation};
pub use request_id::RequestId;
pub use subscribe::{Begun, Ended, Subscribed, no_room};
pub use trusted::TrustedDocuments;

/// The schema as it is built for whatever purpose.
fn building() -> SchemaBuilder<query::Query, mutation::Mutation, subscription::Subscription> {
    Schema::build(query::Query::default(), mutation::Mutation::default(), subscription::Subscription)
}

/// The service's schema, without data: what a request needs comes with the request. Cheap to clone.
#[derive(Clone)]
pub struct Api {
    schema: Schema<query::Query, mutation::Mutation, subscription::Subscription>,
    shapes: Arc<shapes::Shapes>,
    inputs: Arc<variables::Inputs>,
    limits: Arc<Limits>,
    budgets: Arc<limits::Budgets>,
    /// Where there are any, nothing else is answered.
    trusted: Option<Arc<TrustedDocuments>>,
}

impl Default for Api {
    fn default() -> Self {
        Self::new(Limits::default())
    }
}

impl Api {
    /// The schema, with what requests may ask for at the most.
    pub fn new(limits: Limits) -> Self {
        let schema = building().finish();
        let definitions = parse_schema(schema.sdl()).map(|it| it.definitions).unwrap_or_default();
        let read = ServiceDocument { definitions };
        let (shapes, inputs) = (Arc::new(shapes::Shapes::read(&read)), Arc::new(variables::Inputs::read(&read)));
        Self { schema, shapes, inputs, limits: Arc::new(limits), budgets: Arc::default(), trusted: None }
    }

    /// What requests may ask for at the most.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The schema in the schema definition language, as `schema/schema.graphql` holds it.
    pub fn sdl(&self) -> String {
        self.schema.sdl_with_options(SDLExportOptions::new().include_specified_by())
    }
}
