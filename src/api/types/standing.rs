//! Standings, and the matrix of all of them.

use async_graphql::{Context, Object};

use super::scalar::{Date, DateTime};
use crate::api::context::Look;
use crate::api::vocabulary::{Leadership, Position};
use crate::domain::{Act, Stance, State};
use crate::graph::Ref;
use crate::queries::stance_matrix::{MatrixRow, StanceMatrix};
use crate::queries::{Standing, Tally, standings};

/// Where a state stands on an Act on a day: the latest stance of each assessor that is not retracted and not observed
/// after that day. The newest of these gives the position. Leadership comes from the newest stance that says anything of it.
/// Where what was known at a time is asked, it is all as it stood then.
#[Object]
impl Standing {
    /// The state that stands there.
    async fn state(&self) -> Ref<State> {
        self.state
    }

    /// The Act on which it stands there.
    async fn act(&self) -> Ref<Act> {
        self.act
    }

    /// The position; null where nobody has assessed it, which is never inferred.
    async fn position(&self) -> Option<Position> {
        self.position.map(Into::into)
    }

    /// Whether the state leads; null where nobody has said.
    async fn leadership(&self) -> Option<Leadership> {
        self.leadership.map(Into::into)
    }

    /// Whether the assessors' latest stances differ in position.
    async fn contested(&self) -> bool {
        self.contested
    }

    /// The stance that gives the position.
    async fn stance(&self) -> Option<Ref<Stance>> {
        self.stance
    }

    /// The latest stance of each assessor, the newest first.
    async fn assessments(&self, ctx: &Context<'_>) -> Vec<Ref<Stance>> {
        standings::assessments(ctx.view(), self)
    }
}

/// Every state against every Act.
#[Object]
impl StanceMatrix {
    /// The day it shows.
    async fn as_of(&self) -> Date {
        self.when.as_of.into()
    }

    /// The time by which all that it rests on had been recorded; null where that was not asked.
    async fn known_at(&self) -> Option<DateTime> {
        self.when.known_at.map(Into::into)
    }

    /// The columns, in Act order.
    async fn acts(&self) -> &[Ref<Act>] {
        &self.acts
    }

    /// The rows, by state name.
    async fn rows(&self) -> &[MatrixRow] {
        &self.rows
    }

    /// How many states stand where: one per Act, in Act order.
    async fn totals(&self) -> &[Tally] {
        &self.totals
    }
}

/// A state's row in the matrix.
#[Object]
impl MatrixRow {
    /// The state of the row.
    async fn state(&self) -> Ref<State> {
        self.state
    }

    /// Its standings: one per Act, in Act order.
    async fn standings(&self) -> &[Standing] {
        &self.standings
    }
}
