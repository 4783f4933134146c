//! Questions for any thing by its id or its words, and for states, cities and bodies.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::super::context::Look;
use super::super::types::connection::Connection;
use super::super::types::node::Node;
use super::super::vocabulary::{Region, UnGroup};
use super::filter::scope;
use crate::domain::{AnyId, Body, City, Key, State};
use crate::graph::Ref;
use crate::queries::arguments::{BadArgument, MOST, count};
use crate::queries::page::Paging;
use crate::queries::{lists, search};

/// How many hits a search gives where nobody says.
const USUAL_HITS: usize = 50;

/// Questions for places, and for any thing.
#[derive(Default)]
pub(crate) struct Places;

/// A thing found by its words.
#[derive(SimpleObject)]
struct SearchHit {
    /// The thing.
    node: Node,
    /// The text by which it was found; a long one is cut around the match.
    snippet: String,
}

/// What can be asked.
#[Object]
impl Places {
    /// The thing with this global id; null where there is none.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The kind and the key, such as state:MEX.")] id: ID,
    ) -> Option<Node> {
        AnyId::parse(&id).and_then(|id| ctx.view().lookup(&id)).map(Node::from)
    }

    /// The things with these global ids, in the order asked; null where there is none.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100 ids.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() > usize::try_from(MOST)? {
            return Err(BadArgument::new("ids", format!("{} ids; at most {MOST} at once", ids.len())).into());
        }
        let nodes = ids.iter().map(|id| AnyId::parse(id).and_then(|id| ctx.view().lookup(&id)).map(Node::from));
        Ok(nodes.collect())
    }

    /// The state with this code; null where there is none.
    async fn state(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "ISO 3166-1 alpha-3, in any case.")] code: String,
    ) -> Option<Ref<State>> {
        Key::state_code(&code).ok().and_then(|it| ctx.view().find(it.as_str()))
    }

    /// The states by name.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn states(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of these regions; default all.")] regions: Option<Vec<Region>>,
        #[graphql(desc = "Only those of these regional groups; default all.")] un_groups: Option<Vec<UnGroup>>,
        #[graphql(desc = "At most so many from the start, 1 to 100; default 50.")] first: Option<i32>,
        #[graphql(desc = "What comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, 1 to 100; not with first.")] last: Option<i32>,
        #[graphql(desc = "What comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Ref<State>>> {
        let view = ctx.view();
        let rows = lists::states(view, &scope(view, None, regions, un_groups)?);
        Ok(Connection(Paging { first, after, last, before }.cut(view, rows)?))
    }

    /// The city with this key; null where there is none.
    async fn city(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key, such as geneva.")] key: String,
    ) -> Option<Ref<City>> {
        ctx.view().find(&key)
    }

    /// The cities by name, then id.
    async fn cities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "True: only hubs. False: only those that are none. Default all.")] hubs: Option<bool>,
        #[graphql(desc = "At most so many from the start, 1 to 100; default 50.")] first: Option<i32>,
        #[graphql(desc = "What comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, 1 to 100; not with first.")] last: Option<i32>,
        #[graphql(desc = "What comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Ref<City>>> {
        let rows = lists::cities(ctx.view(), hubs);
        Ok(Connection(Paging { first, after, last, before }.cut(ctx.view(), rows)?))
    }

    /// The bodies, by name.
    async fn bodies(&self, ctx: &Context<'_>) -> Vec<Ref<Body>> {
        ctx.view().all().collect()
    }

    /// States, cities, contacts by their posts, organisations and evidence whose name has all the words asked for, or
    /// words that begin with them; without regard to case and accents, the best match first.
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One or more words.")] text: String,
        #[graphql(desc = "At most so many hits, 1 to 100; default 50.")] first: Option<i32>,
    ) -> Result<Vec<SearchHit>> {
        let first = first.map_or(Ok(USUAL_HITS), |it| count("first", it))?;
        let hits = search::search(ctx.view(), &text, first)?.into_iter();
        Ok(hits.map(|it| SearchHit { node: it.found.into(), snippet: it.snippet }).collect())
    }
}
