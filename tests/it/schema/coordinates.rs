//! What there is in a schema, each by its coordinate: `Type`, `Type.field`, `Type.field(argument:)`, `@directive`.

use async_graphql::Positioned;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, ConstDirective, FieldDefinition, InputValueDefinition, TypeKind, TypeSystemDefinition,
};

/// A part of a schema, as it is written.
pub(super) struct Part {
    pub(super) coordinate: String,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) directives: Vec<Positioned<ConstDirective>>,
    /// Whether it is a field of an object that yields a list.
    pub(super) is_list: bool,
    pub(super) is_scalar: bool,
}

type Description = Option<Positioned<String>>;

fn part(coordinate: String, name: &str, description: Description, directives: &[Positioned<ConstDirective>]) -> Part {
    let (description, directives) = (description.map(|it| it.node), directives.to_vec());
    Part { coordinate, name: name.to_owned(), description, directives, is_list: false, is_scalar: false }
}

/// The definitions of a schema.
pub(super) fn definitions(sdl: &str) -> Vec<TypeSystemDefinition> {
    parse_schema(sdl).unwrap().definitions
}

/// All parts of a schema.
pub(super) fn parts(sdl: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for definition in definitions(sdl) {
        match definition {
            TypeSystemDefinition::Schema(_) => {}
            TypeSystemDefinition::Directive(it) => {
                let name = format!("@{}", it.node.name.node);
                parts.push(part(name.clone(), &name, it.node.description, &[]));
                of_values(&mut parts, &it.node.arguments, |argument| format!("{name}({argument}:)"));
            }
            TypeSystemDefinition::Type(it) => {
                let (of, is_scalar) = (it.node.name.node.to_string(), matches!(it.node.kind, TypeKind::Scalar));
                parts.push(Part { is_scalar, ..part(of.clone(), &of, it.node.description, &it.node.directives) });
                match it.node.kind {
                    TypeKind::Object(it) => of_fields(&mut parts, &of, &it.fields),
                    TypeKind::Interface(it) => of_fields(&mut parts, &of, &it.fields),
                    TypeKind::InputObject(it) => of_values(&mut parts, &it.fields, |field| format!("{of}.{field}")),
                    TypeKind::Enum(it) => parts.extend(it.values.into_iter().map(|it| {
                        let name = it.node.value.node.to_string();
                        part(format!("{of}.{name}"), &name, it.node.description, &it.node.directives)
                    })),
                    TypeKind::Scalar | TypeKind::Union(_) => {}
                }
            }
        }
    }
    parts
}

fn of_fields(parts: &mut Vec<Part>, of: &str, fields: &[Positioned<FieldDefinition>]) {
    for Positioned { node: it, .. } in fields {
        let coordinate = format!("{of}.{}", it.name.node);
        let is_list = matches!(it.ty.node.base, BaseType::List(_));
        let own = part(coordinate.clone(), it.name.node.as_str(), it.description.clone(), &it.directives);
        parts.push(Part { is_list, ..own });
        of_values(parts, &it.arguments, |argument| format!("{coordinate}({argument}:)"));
    }
}

fn of_values(parts: &mut Vec<Part>, values: &[Positioned<InputValueDefinition>], coordinate: impl Fn(&str) -> String) {
    parts.extend(values.iter().map(|Positioned { node: it, .. }| {
        let name = it.name.node.as_str();
        part(coordinate(name), name, it.description.clone(), &it.directives)
    }));
}
