//! What the fields of the schema yield: of which type, in how many lists, and whether it may be null. Read from the schema
//! itself; what follows from it for a document is the business of those who ask.

use std::collections::{HashMap, HashSet};
use std::fmt;

use async_graphql::Positioned;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, OperationType, ServiceDocument, Type, TypeKind, TypeSystemDefinition,
};

/// What fields yield, by type and name; read from the schema itself.
pub(super) struct Shapes {
    fields: HashMap<String, HashMap<String, Shape>>,
    /// The types of things, which are neither interfaces nor unions.
    objects: HashSet<String>,
}

/// What a field yields.
#[derive(PartialEq, Eq)]
pub(super) struct Shape {
    /// The type at the bottom of all lists.
    pub(super) of: String,
    /// Whether it may be null: the field, then what is in the list, and so on.
    pub(super) nullable: Vec<bool>,
}

impl Shape {
    fn read(ty: &Type) -> Self {
        let mut nullable = vec![ty.nullable];
        let mut base = &ty.base;
        while let BaseType::List(inner) = base {
            nullable.push(inner.nullable);
            base = &inner.base;
        }
        let of = match base {
            BaseType::Named(name) => name.to_string(),
            BaseType::List(_) => String::new(),
        };
        Self { of, nullable }
    }

    /// What `__typename` yields, of whatever type.
    pub(super) fn of_typename() -> Self {
        Self { of: "String".to_owned(), nullable: vec![false] }
    }
}

/// As it is written in a schema, such as `[Act!]!`.
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&"[".repeat(self.nullable.len().saturating_sub(1)))?;
        f.write_str(&self.of)?;
        let marks = self.nullable.iter().rev().map(|it| if *it { "" } else { "!" });
        marks.enumerate().try_for_each(|(at, mark)| write!(f, "{}{mark}", if at == 0 { "" } else { "]" }))
    }
}

impl Shapes {
    /// Reads them from a schema.
    pub(super) fn read(schema: &ServiceDocument) -> Self {
        let types = schema.definitions.iter().filter_map(|it| match it {
            TypeSystemDefinition::Type(it) => Some(&it.node),
            _ => None,
        });
        let mut shapes = Self { fields: HashMap::new(), objects: HashSet::new() };
        for it in types {
            let name = it.name.node.to_string();
            match &it.kind {
                TypeKind::Object(object) => {
                    shapes.objects.insert(name.clone());
                    shapes.fields.insert(name, fields(&object.fields));
                }
                TypeKind::Interface(face) => drop(shapes.fields.insert(name, fields(&face.fields))),
                _ => {}
            }
        }
        shapes
    }

    /// Whether things are of this type and no other.
    pub(super) fn is_object(&self, name: &str) -> bool {
        self.objects.contains(name)
    }

    /// What a field of a type yields.
    pub(super) fn shape(&self, of: &str, field: &str) -> Option<&Shape> {
        self.fields.get(of)?.get(field)
    }

    /// What a field of a type yields: the type at the bottom, and whether it is a list of them.
    pub(super) fn yields(&self, of: &str, field: &str) -> Option<(&str, bool)> {
        let shape = self.shape(of, field)?;
        Some((&shape.of, shape.nullable.len() > 1))
    }
}

/// The type at the root of an operation.
pub(super) fn root_of(operation: OperationType) -> &'static str {
    match operation {
        OperationType::Query => "Query",
        OperationType::Mutation => "Mutation",
        OperationType::Subscription => "Subscription",
    }
}

fn fields(fields: &[Positioned<FieldDefinition>]) -> HashMap<String, Shape> {
    fields.iter().map(|it| (it.node.name.node.to_string(), Shape::read(&it.node.ty.node))).collect()
}

#[cfg(test)]
impl Shapes {
    /// All fields that yield lists of objects: the type they are of, their name, and the type of what is in the list.
    pub(super) fn lists(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let fields =
            self.fields.iter().flat_map(|(of, fields)| fields.iter().map(move |(name, it)| (of.as_str(), name, it)));
        let lists = fields.filter(|(_, _, it)| it.nullable.len() > 1 && self.fields.contains_key(&it.of));
        lists.map(|(of, name, it)| (of, name.as_str(), it.of.as_str()))
    }
}
