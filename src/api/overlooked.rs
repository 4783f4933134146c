//! What the library looks over when it sees whether a document fits the schema: whatever stands at `__typename`, and
//! directives of variables. All else about directives is its business.

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, InlineFragment, Selection, SelectionSet, TypeCondition,
};
use async_graphql::{Pos, Positioned, ServerError};

use super::error;

/// Has the library look there too, and refuses what it could not see. The document asks the same afterwards.
pub(super) fn show(document: &mut ExecutableDocument) -> Result<(), ServerError> {
    for (_, operation) in document.operations.iter() {
        for variable in &operation.node.variable_definitions {
            if let Some(directive) = variable.node.directives.first() {
                let (variable, directive) = (&variable.node.name.node, &directive.node.name);
                let message = format!("${variable}: @{} may not be used on a variable: leave it out", directive.node);
                return Err(refused(&message, directive.pos));
            }
        }
    }
    let operations = match &mut document.operations {
        DocumentOperations::Single(only) => vec![only],
        DocumentOperations::Multiple(all) => all.values_mut().collect(),
    };
    operations.into_iter().try_for_each(|it| in_set(&mut it.node.selection_set.node, None))?;
    document.fragments.values_mut().try_for_each(|it| {
        let on = it.node.type_condition.clone();
        in_set(&mut it.node.selection_set.node, Some(&on))
    })
}

/// `on` is the type condition that the set stands in: by it the library tells apart what may stand under one name.
fn in_set(set: &mut SelectionSet, on: Option<&Positioned<TypeCondition>>) -> Result<(), ServerError> {
    for item in &mut set.items {
        match &mut item.node {
            Selection::Field(field) if field.node.name.node == "__typename" => {
                fits(&field.node)?;
                if !field.node.directives.is_empty() {
                    item.node = wrapped(field.clone(), on);
                }
            }
            Selection::Field(field) => in_set(&mut field.node.selection_set.node, None)?,
            Selection::InlineFragment(inline) => {
                let on = inline.node.type_condition.clone();
                in_set(&mut inline.node.selection_set.node, on.as_ref())?;
            }
            Selection::FragmentSpread(_) => {}
        }
    }
    Ok(())
}

fn fits(field: &Field) -> Result<(), ServerError> {
    if let Some((argument, _)) = field.arguments.first() {
        let message = format!("{}: __typename takes no arguments: leave it out", argument.node);
        return Err(refused(&message, argument.pos));
    }
    match field.selection_set.node.items.first() {
        None => Ok(()),
        Some(inner) => {
            Err(refused("__typename is a text, in which nothing can be selected: leave out its braces", inner.pos))
        }
    }
}

/// `__typename @d` as `... @d { __typename }`, which means the same.
fn wrapped(mut field: Positioned<Field>, on: Option<&Positioned<TypeCondition>>) -> Selection {
    let (pos, directives) = (field.pos, std::mem::take(&mut field.node.directives));
    let items = vec![Positioned::new(Selection::Field(field), pos)];
    let selection_set = Positioned::new(SelectionSet { items }, pos);
    let type_condition = on.cloned();
    Selection::InlineFragment(Positioned::new(InlineFragment { type_condition, directives, selection_set }, pos))
}

fn refused(message: &str, at: Pos) -> ServerError {
    let mut error = error::anywhere(&error::bad_input(message));
    error.locations = vec![at];
    error
}
