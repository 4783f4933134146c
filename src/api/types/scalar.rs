//! Days, times and months as scalars.

use std::fmt::Display;

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

use crate::domain::{Day, LocalTime, Month};
use crate::queries::{BadArgument, arguments};

/// A calendar date in ISO 8601, such as 2018-02-20.
///
/// What a caller writes is taken as it stands: whether there is such a day is said by those who read it, with the
/// name of the argument, or as a mistake of the input.
pub(in crate::api) enum Date {
    Known(Day),
    Given(String),
}

impl Date {
    /// The day meant by an argument.
    pub(in crate::api) fn day(&self, argument: &str) -> Result<Day, BadArgument> {
        match self {
            Self::Known(day) => Ok(*day),
            Self::Given(text) => arguments::day(argument, text),
        }
    }

    /// What the caller wrote.
    pub(in crate::api) fn text(self) -> String {
        match self {
            Self::Known(day) => day.to_string(),
            Self::Given(text) => text,
        }
    }
}

impl From<Day> for Date {
    fn from(day: Day) -> Self {
        Self::Known(day)
    }
}

/// A calendar date in ISO 8601, such as 2018-02-20.
#[Scalar(name = "Date", specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(Self::Given(match value {
            Value::String(text) => text,
            other => other.to_string(),
        }))
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Known(day) => Value::String(day.written()),
            Self::Given(text) => written(text),
        }
    }
}

/// A day and a time of day by the clocks of a place, to the minute, such as 2017-12-02T14:00. What a caller writes is
/// taken as it stands, as with [`Date`].
pub(in crate::api) enum LocalDateTime {
    Known(LocalTime),
    Given(String),
}

impl LocalDateTime {
    /// What the caller wrote.
    pub(in crate::api) fn text(self) -> String {
        match self {
            Self::Known(time) => time.to_string(),
            Self::Given(text) => text,
        }
    }
}

impl From<LocalTime> for LocalDateTime {
    fn from(time: LocalTime) -> Self {
        Self::Known(time)
    }
}

/// A day and a time of day by the clocks of a place, to the minute, such as 2017-12-02T14:00.
#[Scalar(
    name = "LocalDateTime",
    specified_by_url = "https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#valid-local-date-and-time-string"
)]
impl ScalarType for LocalDateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(Self::Given(match value {
            Value::String(text) => text,
            other => other.to_string(),
        }))
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Known(time) => Value::String(time.to_string()),
            Self::Given(text) => written(text),
        }
    }
}

/// A point in time in RFC 3339, in UTC. What a caller writes is taken as it stands, as with [`Date`].
pub(in crate::api) enum DateTime {
    Known(jiff::Timestamp),
    Given(String),
}

impl DateTime {
    /// What the caller wrote.
    pub(in crate::api) fn text(self) -> String {
        match self {
            Self::Known(time) => time.to_string(),
            Self::Given(text) => text,
        }
    }

    /// The time meant by an argument.
    pub(in crate::api) fn time(&self, argument: &str) -> Result<jiff::Timestamp, BadArgument> {
        match self {
            Self::Known(time) => Ok(*time),
            Self::Given(text) => arguments::time(argument, text),
        }
    }
}

impl From<jiff::Timestamp> for DateTime {
    fn from(time: jiff::Timestamp) -> Self {
        Self::Known(time)
    }
}

/// A point in time in RFC 3339, in UTC, such as 2018-02-20T09:30:00Z.
#[Scalar(name = "DateTime", specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(Self::Given(match value {
            Value::String(text) => text,
            other => other.to_string(),
        }))
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Known(time) => written(time),
            Self::Given(text) => written(text),
        }
    }
}

/// A calendar month.
pub(in crate::api) struct YearMonth(pub(in crate::api) Month);

/// A calendar month, such as 2018-02.
#[Scalar(
    name = "YearMonth",
    specified_by_url = "https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#valid-month-string"
)]
impl ScalarType for YearMonth {
    fn parse(value: Value) -> InputValueResult<Self> {
        let day = Day::parse(&format!("{}-01", text(value)?));
        day.map(|it| Self(it.month()))
            .map_err(|_| InputValueError::custom("a month is written YYYY-MM, such as 2018-02"))
    }

    fn to_value(&self) -> Value {
        written(self.0)
    }
}

fn text<T: async_graphql::InputType>(value: Value) -> Result<String, InputValueError<T>> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(InputValueError::expected_type(other)),
    }
}

fn written(it: impl Display) -> Value {
    Value::String(it.to_string())
}
