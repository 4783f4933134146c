//! Days and months of the calendar, written `2018-02-20` and `2018-02`. No time of day, no clock.

use std::fmt;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// The longest window that a question may span, in years.
pub const LONGEST_WINDOW: i64 = 10;

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(Date);

impl Day {
    /// Reads `YYYY-MM-DD`, and nothing else.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let shaped = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shaped {
            return Err("a day is written YYYY-MM-DD, such as 2018-02-20");
        }
        text.parse().map(Self).map_err(|_| "there is no such day in the calendar")
    }

    /// The day it is in UTC.
    pub fn of(now: Timestamp) -> Self {
        Self(now.to_zoned(jiff::tz::TimeZone::UTC).date())
    }

    /// When it begins in UTC.
    pub fn begins(self) -> Timestamp {
        let begin = self.0.to_zoned(jiff::tz::TimeZone::UTC).map(|it| it.timestamp());
        // Only the very last days that can be written are beyond all times.
        begin.unwrap_or(Timestamp::MAX)
    }

    /// The day after, except of the last day there is.
    pub fn next(self) -> Self {
        Self(self.0.tomorrow().unwrap_or(self.0))
    }

    /// The same day so many years later, or the last day there is.
    pub fn years_later(self, years: i64) -> Self {
        Self(self.0.saturating_add(years.years()))
    }

    /// The Sunday on or after it.
    pub fn end_of_week(self) -> Self {
        let ahead = 7 - i64::from(self.0.weekday().to_monday_one_offset());
        Self(self.0.saturating_add(ahead.days()))
    }

    /// Its noon, wherever one is.
    pub(super) fn at_noon(self) -> jiff::civil::DateTime {
        self.0.at(12, 0, 0, 0)
    }

    /// The month it lies in.
    pub fn month(self) -> Month {
        Month(self.0.first_of_month())
    }

    /// The day as it is written. Answers are full of days, so this takes no way round.
    pub fn written(self) -> String {
        let (year, month, day) =
            (self.0.year().unsigned_abs(), self.0.month().unsigned_abs(), self.0.day().unsigned_abs());
        let digit = |number: u16| char::from(b'0' + u8::try_from(number % 10).unwrap_or(0));
        let mut text = String::with_capacity(10);
        text.extend([1000, 100, 10, 1].map(|unit| digit(year / unit)));
        for number in [month, day] {
            text.push('-');
            text.extend([digit(u16::from(number) / 10), digit(u16::from(number))]);
        }
        text
    }

    /// A number that orders days as the calendar does. Not a count of days.
    pub fn ordinal(self) -> i32 {
        i32::from(self.0.year()) * 512 + i32::from(self.0.month()) * 32 + i32::from(self.0.day())
    }

    /// Whether the window from this day to `to` is longer than [`LONGEST_WINDOW`] years.
    pub fn is_too_far_before(self, to: Self) -> bool {
        self.0.checked_add(LONGEST_WINDOW.years()).is_ok_and(|limit| to.0 > limit)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written())
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self(date)
    }
}

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(Date);

impl Month {
    /// Its first day.
    pub fn first(self) -> Day {
        Day(self.0)
    }

    /// Its last day.
    pub fn last(self) -> Day {
        Day(self.0.last_of_month())
    }

    /// The month after, if the calendar has one.
    pub fn next(self) -> Option<Self> {
        self.0.checked_add(1.month()).ok().map(Self)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn days_are_real_and_written_one_way() {
        let check = |text: &str, expected: bool| assert_eq!(Day::parse(text).is_ok(), expected, "{text:?}");
        check("2018-02-20", true);
        check("2016-02-29", true);
        check("2018-02-29", false);
        check("2018-02-30", false);
        check("2018-2-20", false);
        check("20180220", false);
        check("2018-02-20T00:00", false);
        check("+018-02-20", false);
        check("", false);
        for text in ["0001-01-01", "0987-12-31", "2018-02-20", "9999-10-09"] {
            assert_eq!((day(text).to_string(), day(text).written()), (text.to_owned(), text.to_owned()));
        }
    }

    #[test]
    fn weeks_end_on_sunday() {
        let check = |from: &str, expected: &str| assert_eq!(day(from).end_of_week(), day(expected));
        check("2018-02-19", "2018-02-25");
        check("2018-02-25", "2018-02-25");
        check("2018-02-26", "2018-03-04");
    }

    #[test]
    fn months_have_ends() {
        let month = day("2018-02-20").month();
        assert_eq!((month.first(), month.last()), (day("2018-02-01"), day("2018-02-28")));
        assert_eq!(month.next().map(|it| it.to_string()).as_deref(), Some("2018-03"));
    }

    #[test]
    fn windows_reach_ten_years() {
        let check = |from: &str, to: &str, expected: bool| {
            assert_eq!(day(from).is_too_far_before(day(to)), expected, "{from} {to}");
        };
        check("2010-01-01", "2020-01-01", false);
        check("2010-01-01", "2020-01-02", true);
        check("9995-01-01", "9999-12-31", false);
    }
}
