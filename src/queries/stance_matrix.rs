//! Every state against every Act.

use super::arguments;
use super::{BadArgument, Scope, Standing, Tally, When};
use crate::domain::{Act, State};
use crate::graph::{Ref, View};

/// The matrix of a day.
#[derive(Clone, Debug)]
pub struct StanceMatrix {
    /// The day, and what counts on it.
    pub when: When,
    /// The columns, in Act order.
    pub acts: Vec<Ref<Act>>,
    /// The rows, by state name.
    pub rows: Vec<MatrixRow>,
    /// One per Act, in order.
    pub totals: Vec<Tally>,
}

/// A state's standings.
#[derive(Clone, Debug)]
pub struct MatrixRow {
    /// The state.
    pub state: Ref<State>,
    /// One per Act, in order.
    pub standings: Vec<Standing>,
}

/// The matrix of the states of a scope.
pub fn stance_matrix(view: View<'_>, when: When, acts: &[i32], scope: &Scope) -> Result<StanceMatrix, BadArgument> {
    let acts = arguments::acts(view, "acts", acts)?;
    let mut totals = vec![Tally::default(); acts.len()];
    let states = scope.list(view).into_iter();
    let rows = states.map(|state| {
        let standings: Vec<_> = acts.iter().map(|act| Standing::of(view, state, *act, when)).collect();
        totals.iter_mut().zip(&standings).for_each(|(total, standing)| total.add(standing));
        MatrixRow { state, standings }
    });
    let rows = rows.collect();
    Ok(StanceMatrix { when, acts, rows, totals })
}
