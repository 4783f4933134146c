//! GraphQL: how the answers and the commands are spelled outside. Resolvers are thin: they turn arguments into a
//! question, and rows into fields. What may be seen, asked or done is decided to the left of here.

mod advocate;
mod answer;
mod asked;
mod audit;
mod caller;
mod campaign;
mod changes;
mod completeness;
mod connection;
mod contact;
mod context;
mod document;
mod error;
mod errors_counted;
mod follow_up;
mod glance;
mod introduction;
mod leaders;
mod limits;
mod literals;
mod measure;
mod meeting;
mod meeting_plan;
mod mutation;
mod next_best;
mod node;
mod nulls;
mod operations;
mod organisation;
mod outreach;
mod person;
mod place;
mod priority;
mod proposal;
mod query;
mod reference;
mod referral;
mod refusal;
mod report;
mod request_id;
mod roadmap;
mod scalar;
mod selection;
mod shapes;
mod stance;
mod standing;
mod stocktaking;
mod subscribe;
mod subscription;
mod syntax;
mod takeaway;
mod tally;
mod token;
mod trip;
mod trusted;
mod variables;
mod viewer;
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
