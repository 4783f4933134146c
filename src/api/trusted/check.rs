//! Documents are checked when they are listed: an operator hears at once of one that could not be answered.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use async_graphql::async_trait::async_trait;
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::parser::parse_query;
use async_graphql::{Request, Response, Schema, ServerError};

use super::TrustedDocuments;
use crate::api::asked::Asked;
use crate::api::limits::Limits;
use crate::api::{Api, document, error};

impl Api {
    /// The same, answering only these documents. The error is a sentence that names the first by its id that the schema or
    /// the limits do not allow.
    pub fn trusting(self, mut documents: TrustedDocuments) -> Result<Self, String> {
        let checking = crate::api::building().extension(OnlyChecked).finish();
        // How many rows are asked for depends on variables: that is seen when they come.
        let limits = Limits { complexity: u64::MAX, ..(*self.limits).clone() };
        for (id, document) in &documents.by_id {
            let names = check(&self, &limits, &checking, document);
            documents.names.extend(names.map_err(|fault| format!("{id}: {}", fault.message))?);
        }
        Ok(Self { trusted: Some(Arc::new(documents)), ..self })
    }
}

type Checking =
    Schema<crate::api::query::Query, crate::api::mutation::Mutation, crate::api::subscription::Subscription>;

/// The names of the operations of a document, if every one of them can be answered.
fn check(api: &Api, limits: &Limits, checking: &Checking, text: &str) -> Result<Vec<Arc<str>>, ServerError> {
    let parsed = parse_query(text).map_err(|fault| error::unreadable_document(&fault))?;
    for (name, _) in parsed.operations.iter() {
        let operation = name.map(ToString::to_string);
        let asked = Asked { document: text.to_owned(), operation: operation.clone(), ..Asked::default() };
        document::within_limits(api, &asked, limits)?;
        let mut request = Request::new(text);
        request.operation_name = operation;
        // Nothing is executed, so there is nothing to wait for.
        let checked = pin!(checking.execute(request)).poll(&mut Context::from_waker(Waker::noop()));
        if let Poll::Ready(response) = checked
            && let Some(fault) = response.errors.into_iter().next()
        {
            return Err(fault);
        }
    }
    Ok(parsed.operations.iter().filter_map(|(name, _)| Some(name?.as_str().into())).collect())
}

/// Has a schema execute nothing: documents are checked, no more.
struct OnlyChecked;

impl ExtensionFactory for OnlyChecked {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait]
impl Extension for OnlyChecked {
    async fn execute(&self, _: &ExtensionContext<'_>, _: Option<&str>, _: NextExecute<'_>) -> Response {
        Response::default()
    }
}
