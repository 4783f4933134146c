//! Pages of ordered lists, and the cursors that mark places in them. A cursor names a place in an order, not a
//! row, so it holds while rows come and go; it is refused in any other order.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::arguments::{BadArgument, count};
use crate::graph::View;

/// How many rows a page has where nobody says.
const USUAL: usize = 50;

/// One step of a row's place in its order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Step {
    /// Ascending; descending orders are negative.
    Number(i64),
    /// By code point.
    Text(String),
}

impl From<&str> for Step {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i32> for Step {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

/// A row of an ordered list.
pub trait Row {
    /// The name of the order, and how many steps a place in it has.
    const ORDER: (&'static str, usize);

    /// The row's place; no two rows of a list have the same.
    fn place(&self, view: View<'_>) -> Vec<Step>;
}

/// Which part of a list is wanted.
#[derive(Clone, Debug, Default)]
pub struct Paging {
    /// At most so many from the start.
    pub first: Option<i32>,
    /// What comes after this cursor.
    pub after: Option<String>,
    /// At most so many from the end.
    pub last: Option<i32>,
    /// What comes before this cursor.
    pub before: Option<String>,
}

/// A part of a list.
#[derive(Clone, Debug)]
pub struct Page<R> {
    /// The rows, in order.
    pub rows: Vec<R>,
    /// How many rows the whole list has.
    pub total: usize,
    /// Whether rows come after these.
    pub has_next: bool,
    /// Whether rows come before these.
    pub has_previous: bool,
}

impl Paging {
    /// Cuts the page out of the whole list, which is in the order of its rows' places.
    pub fn cut<R: Row>(&self, view: View<'_>, mut rows: Vec<R>) -> Result<Page<R>, BadArgument> {
        let first = self.first.map(|it| count("first", it)).transpose()?;
        let last = self.last.map(|it| count("last", it)).transpose()?;
        if first.is_some() && last.is_some() {
            return Err(BadArgument::new("last", "first and last cannot be asked together"));
        }
        let total = rows.len();
        let mut start = match self.after.as_deref().map(|it| place::<R>("after", it)).transpose()? {
            Some(place) => rows.partition_point(|row| row.place(view) <= place),
            None => 0,
        };
        let mut end = match self.before.as_deref().map(|it| place::<R>("before", it)).transpose()? {
            Some(place) => rows.partition_point(|row| row.place(view) < place).max(start),
            None => total,
        };
        match last {
            Some(last) => start = start.max(end.saturating_sub(last)),
            None => end = end.min(start + first.unwrap_or(USUAL)),
        }
        rows.truncate(end);
        rows.drain(..start.min(end));
        Ok(Page { rows, total, has_next: end < total, has_previous: start > 0 })
    }
}

/// The cursor of a row.
pub fn cursor<R: Row>(view: View<'_>, row: &R) -> String {
    let json = serde_json::to_vec(&(R::ORDER.0, row.place(view))).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(json)
}

fn place<R: Row>(argument: &str, cursor: &str) -> Result<Vec<Step>, BadArgument> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
    let found = bytes.and_then(|it| serde_json::from_slice::<(String, Vec<Step>)>(&it).ok());
    let (order, steps) = R::ORDER;
    found.filter(|it| it.0 == order && it.1.len() == steps).map(|it| it.1).ok_or_else(|| {
        BadArgument::new(argument, "this is no cursor of this list; use one that the same list has given")
    })
}
