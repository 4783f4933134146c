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

impl Budgets {
    /// Takes from a caller's budget; where it does not last, after how many seconds there is a new one. What was refused
    /// costs nothing.
    pub(in crate::api) fn take(
        &self,
        caller: Option<&Id<Token>>,
        cost: u64,
        most: u64,
        now: jiff::Timestamp,
    ) -> Result<(), i64> {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = now.as_second().div_euclid(MINUTE);
        if spent.minute != minute {
            *spent = Spent { minute, by: HashMap::new() };
        }
        let so_far = spent.by.entry(caller.cloned()).or_default();
        match so_far.checked_add(cost).filter(|it| *it <= most) {
            Some(sum) => {
                *so_far = sum;
                Ok(())
            }
            None => Err(MINUTE - now.as_second().rem_euclid(MINUTE)),
        }
    }

    /// Gives back what was taken and not needed; nothing of another minute.
    pub(in crate::api) fn give_back(&self, caller: Option<&Id<Token>>, cost: u64, now: jiff::Timestamp) {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if spent.minute == now.as_second().div_euclid(MINUTE)
            && let Some(so_far) = spent.by.get_mut(&caller.cloned())
        {
            *so_far = so_far.saturating_sub(cost);
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
        let check = |caller: Option<&Id<Token>>, cost: u64, second: i64, expected: Result<(), i64>| {
            let now = jiff::Timestamp::from_second(second).unwrap();
            assert_eq!(budgets.take(caller, cost, 100, now), expected, "{caller:?} {cost} {second}");
        };
        check(Some(&one), 60, 120, Ok(()));
        check(Some(&one), 41, 130, Err(50));
        check(Some(&one), 40, 130, Ok(()));
        check(Some(&one), 1, 179, Err(1));
        check(Some(&other), 100, 179, Ok(()));
        check(None, 101, 179, Err(1));
        check(None, 100, 179, Ok(()));
        check(Some(&one), u64::MAX, 180, Err(60));
        check(Some(&one), 100, 180, Ok(()));
        let give_back = |second: i64| budgets.give_back(Some(&one), 30, jiff::Timestamp::from_second(second).unwrap());
        give_back(190);
        check(Some(&one), 31, 190, Err(50));
        check(Some(&one), 30, 190, Ok(()));
        give_back(240);
        check(Some(&one), 1, 190, Err(50));
    }
}
