//! What each caller has asked for in the minute that it is. Where no budget is configured nothing is counted.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::domain::{Id, Token};

const MINUTE: i64 = 60;

/// What was asked for, by token; whoever has none is counted together.
#[derive(Debug, Default)]
pub(in crate::api) struct Budgets {
    spent: Mutex<Spent>,
}

#[derive(Debug, Default)]
struct Spent {
    /// Which minute it is, since 1970. With the next all begin anew.
    minute: i64,
    by: HashMap<Option<Id<Token>>, u64>,
}

/// What was taken of a budget, and in which minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::api) struct Taken {
    minute: i64,
    cost: u64,
}

impl Budgets {
    /// Takes from a caller's budget; where it does not last, after how many seconds there is a new one. What was refused
    /// costs nothing.
    pub(in crate::api) fn take(
        &self,
        caller: Option<&Id<Token>>,
        cost: u64,
        most: u64,
        now: jiff::Timestamp,
    ) -> Result<Taken, i64> {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = now.as_second().div_euclid(MINUTE);
        if spent.minute != minute {
            *spent = Spent { minute, by: HashMap::new() };
        }
        let so_far = spent.by.entry(caller.cloned()).or_default();
        match so_far.checked_add(cost).filter(|it| *it <= most) {
            Some(sum) => {
                *so_far = sum;
                Ok(Taken { minute, cost })
            }
            None => Err(MINUTE - now.as_second().rem_euclid(MINUTE)),
        }
    }

    /// Has what was taken cost this little; nothing is given to another minute.
    pub(in crate::api) fn give_back(&self, caller: Option<&Id<Token>>, taken: Taken, cost: u64) {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if spent.minute == taken.minute
            && let Some(so_far) = spent.by.get_mut(&caller.cloned())
        {
            *so_far = so_far.saturating_sub(taken.cost.saturating_sub(cost));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_for_one_caller_and_one_minute() {
        let budgets = Budgets::default();
        let [one, other] = ["a", "b"].map(|it| Id::<Token>::new(crate::domain::Key::trusted(it)));
        let take = |caller: Option<&Id<Token>>, cost: u64, second: i64| {
            budgets.take(caller, cost, 100, jiff::Timestamp::from_second(second).unwrap())
        };
        let check = |caller: Option<&Id<Token>>, cost: u64, second: i64, expected: Result<(), i64>| {
            assert_eq!(take(caller, cost, second).map(|_| ()), expected, "{caller:?} {cost} {second}");
        };
        check(Some(&one), 60, 120, Ok(()));
        check(Some(&one), 41, 130, Err(50));
        check(Some(&one), 40, 130, Ok(()));
        check(Some(&one), 1, 179, Err(1));
        check(Some(&other), 100, 179, Ok(()));
        check(None, 101, 179, Err(1));
        check(None, 100, 179, Ok(()));
        check(Some(&one), u64::MAX, 180, Err(60));
        let taken = take(Some(&one), 100, 180).unwrap();
        budgets.give_back(Some(&one), taken, 70);
        check(Some(&one), 31, 190, Err(50));
        check(Some(&one), 30, 190, Ok(()));
        // What was taken in one minute is not given to the next.
        check(Some(&one), 100, 240, Ok(()));
        budgets.give_back(Some(&one), taken, 1);
        check(Some(&one), 1, 240, Err(60));
    }
}
