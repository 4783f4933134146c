//! A document as it is executed: read, its operation chosen, within the limits, and sound where the library does not look.
//! All of this comes before anything is executed, and asks nothing of the graph.

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, OperationType};
use async_graphql::{ServerError, Variables};

use super::asked::Asked;
use super::limits::{self, Limits};
use super::{Api, error, literals, merging, overlooked, trusted};

/// A document that may be executed.
pub(super) struct Document {
    pub(super) parsed: ExecutableDocument,
    /// What the operation asked for is.
    pub(super) operation: OperationType,
    pub(super) variables: Variables,
    /// How complex it is.
    pub(super) cost: u64,
}

/// Reads what is asked.
pub(super) fn read(api: &Api, asked: &Asked) -> Result<Document, ServerError> {
    if api.trusted.as_ref().is_some_and(|it| !it.holds(&asked.document)) {
        return Err(error::anywhere(&error::forbidden(trusted::NOT_LISTED)));
    }
    let document = within_limits(api, asked, &api.limits)?;
    let chosen = chosen(&document.parsed, asked.operation.as_deref())?;
    match api.inputs.misfit(&chosen.variable_definitions, &asked.variables) {
        Some(misfit) => Err(misfit),
        None => Ok(document),
    }
}

/// Reads a document that is within these limits and sound, whether or not its variables fit.
pub(super) fn within_limits(api: &Api, asked: &Asked, limits: &Limits) -> Result<Document, ServerError> {
    let exceeded = |excess: String| error::anywhere(&error::limit_exceeded(&excess));
    limits::check_text(&asked.document, limits).map_err(exceeded)?;
    limits::check_variables(&asked.variables, limits).map_err(exceeded)?;
    let mut parsed =
        async_graphql::parser::parse_query(&asked.document).map_err(|fault| error::unreadable_document(&fault))?;
    let variables = Variables::from_json(asked.variables.clone());
    let chosen = chosen(&parsed, asked.operation.as_deref())?;
    let operation = chosen.ty;
    let cost = limits::check(&parsed, chosen, &variables, &api.shapes, limits).map_err(exceeded)?;
    if let Some(misfit) = literals::misfit(&parsed) {
        return Err(misfit);
    }
    if let Some(conflict) = merging::conflict(&parsed, &api.shapes, limits.fields) {
        return Err(conflict);
    }
    overlooked::show(&mut parsed)?;
    Ok(Document { parsed, operation, variables, cost })
}

/// The operation that is asked for: the one of that name, or the only one.
fn chosen<'d>(document: &'d ExecutableDocument, name: Option<&str>) -> Result<&'d OperationDefinition, ServerError> {
    let mut operations = document.operations.iter();
    let found = match name {
        Some(name) => operations.find(|(it, _)| it.is_some_and(|it| it == name)).map(|(_, it)| &it.node).ok_or(
            "operationName: the document has no operation of this name: send the name of one that it has, or none",
        ),
        None => match (operations.next(), operations.next()) {
            (Some((_, only)), None) => Ok(&only.node),
            (None, _) => Err("the document has no operation: send a query, such as { acts { title } }"),
            _ => Err("the document has several operations: say in operationName which one is meant"),
        },
    };
    found.map_err(|message| error::anywhere(&error::bad_input(message)))
}
