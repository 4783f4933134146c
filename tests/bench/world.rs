//! A day and a time that stand still, and dice that are thrown anew each time.

use std::sync::Mutex;

use demarche::domain::Day;
use demarche::store::World;

use super::synthetic::Dice;

pub(crate) struct Still {
    today: Day,
    dice: Mutex<Dice>,
}

impl Still {
    pub(crate) fn on(today: &str) -> Self {
        Self::with_dice(today, 1)
    }

    /// With dice of their own, for those who go on with what others have recorded: keys drawn twice would be one.
    pub(crate) fn with_dice(today: &str, seed: u64) -> Self {
        Self { today: Day::parse(today).unwrap(), dice: Mutex::new(Dice(seed)) }
    }
}

impl World for Still {
    fn now(&self) -> jiff::Timestamp {
        format!("{}T12:00:00Z", self.today).parse().unwrap()
    }

    fn today(&self) -> Day {
        self.today
    }

    fn latest_day(&self) -> Day {
        self.today.next()
    }

    fn random(&self) -> [u8; 16] {
        let mut dice = self.dice.lock().unwrap();
        (u128::from(dice.throw()) << 64 | u128::from(dice.throw())).to_be_bytes()
    }
}
