//! What a request may ask for at the most, as callers are told.

use async_graphql::{Context, Object};

use super::super::context::Look;
use super::super::limits::Limits;

/// Questions about limits.
#[derive(Default)]
pub(crate) struct LimitQueries;

/// What can be asked.
#[Object]
impl LimitQueries {
    /// What one request may ask for at the most. Whatever asks for more is refused with the code LIMIT_EXCEEDED before
    /// anything of it is executed, but for `looks` and `waiting`, which are met on the way.
    async fn limits(&self, ctx: &Context<'_>) -> Limits {
        ctx.session().limits.as_ref().clone()
    }
}

/// A number as the schema has it; one that is too large for it is as good as none.
fn number(it: impl TryInto<i32>) -> i32 {
    it.try_into().unwrap_or(i32::MAX)
}

/// What one request may ask for at the most. Fields are counted with those that fragments bring in, wherever they are spread.
#[Object(name = "Limits")]
impl Limits {
    /// Bytes of the request's body.
    async fn body(&self) -> i32 {
        number(self.body)
    }

    /// Names, numbers, texts and signs of the document.
    async fn tokens(&self) -> i32 {
        number(self.tokens)
    }

    /// Fields that the document selects, in all of its operations.
    async fn fields(&self) -> i32 {
        number(self.fields)
    }

    /// Levels of fields; a root field is at level 1.
    async fn depth(&self) -> i32 {
        number(self.depth)
    }

    /// Fields under another name, as they stand in the document.
    async fn aliases(&self) -> i32 {
        number(self.aliases)
    }

    /// Directives, such as `@include`, as they stand in the document.
    async fn directives(&self) -> i32 {
        number(self.directives)
    }

    /// Root fields of the operation.
    async fn root_fields(&self) -> i32 {
        number(self.root_fields)
    }

    /// Fields of the answer, were all lists as long as they can be: pages by `first` or `last`, else 50; other lists by what a
    /// campaign has of such things. What a request comes to stands in `extensions.cost` of its answer where it is sent with
    /// `"extensions": {"cost": true}`.
    async fn complexity(&self) -> i32 {
        number(self.complexity)
    }

    /// The same of what is asked of the schema itself, by `__schema` and `__type`.
    async fn introspection(&self) -> i32 {
        number(self.introspection)
    }

    /// Lists and objects within each other in the variables.
    async fn variables_depth(&self) -> i32 {
        number(self.variables_depth)
    }

    /// How often the request may look at what is kept: about once for every field of a thing in the answer.
    async fn looks(&self) -> i32 {
        number(self.looks)
    }

    /// Seconds that the request may wait, such as for a change to be on disk.
    async fn waiting(&self) -> i32 {
        number(self.waiting.as_secs())
    }

    /// What each caller may ask for in a minute, in complexity, that of the schema itself included; callers who have not signed in have one budget together. Null
    /// where there is no such limit.
    async fn budget(&self) -> Option<i32> {
        self.budget.map(number)
    }
}
