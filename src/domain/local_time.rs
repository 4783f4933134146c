//! Times by the clocks of a place, to the minute, written `2017-12-02T14:00`. Which place, and what time that is
//! elsewhere, is not known here.

use std::fmt;

use jiff::civil::DateTime;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Day;

/// A day and a time of day, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime(DateTime);

impl LocalTime {
    /// Reads `YYYY-MM-DDTHH:MM`, and nothing else.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const FORM: &str = "a local time is written YYYY-MM-DDTHH:MM, such as 2017-12-02T14:00";
        let (day, time) = text.split_once('T').ok_or(FORM)?;
        let shaped = time.len() == 5
            && time.bytes().enumerate().all(|(at, byte)| if at == 2 { byte == b':' } else { byte.is_ascii_digit() });
        if !shaped {
            return Err(FORM);
        }
        Day::parse(day)?;
        text.parse().map(Self).map_err(|_| "there is no such time of day")
    }

    /// Noon of a day.
    pub fn noon(day: Day) -> Self {
        Self(day.at_noon())
    }

    /// The day.
    pub fn day(self) -> Day {
        Day::from(self.0.date())
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{:02}:{:02}", self.day(), self.0.hour(), self.0.minute())
    }
}

impl Serialize for LocalTime {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LocalTime {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(from)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_times_have_one_form() {
        let check = |text: &str, expected: bool| {
            let found = LocalTime::parse(text);
            assert_eq!(found.is_ok(), expected, "{text}");
            assert!(found.is_err() || found.is_ok_and(|it| it.to_string() == text));
        };
        check("2017-12-02T14:00", true);
        check("2017-12-02T23:59", true);
        check("2017-12-02T24:00", false);
        check("2017-12-02T14:60", false);
        check("2017-02-30T14:00", false);
        check("2017-12-02T14:00:00", false);
        check("2017-12-02 14:00", false);
        check("2017-12-02", false);
        check("2017-12-02T14:00Z", false);
    }
}
