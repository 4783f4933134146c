//! What one cell may hold, and how it is written: a rule for each sort of value. What a column means, and rules
//! over several cells, belong to the tables.

use arcstr::ArcStr;
use jiff::Timestamp;

use crate::domain::campaign::numbered;
use crate::domain::{
    Act, AppliesTo, AttendanceRole, AttendanceStage, BodyKind, Confidence, Day, EvidenceKind, FollowUpStatus, Id, Key,
    Kind, Kinded, Leadership, Level, LocalTime, Marking, MeetingKind, MilestoneKind, Position, ProposalStatus,
    ReferralStatus, Region, ReportStage, Rule as MeetingRule, TripStatus, UnGroup, Urgency, text,
};

/// How a value is read from a cell and written to one. What is read is trimmed and not empty.
pub(super) struct Rule<T> {
    /// Reads the cell, or says what is wrong with it.
    pub(super) read: fn(&str) -> Result<T, String>,
    /// Writes what `read` reads back as an equal value.
    pub(super) write: fn(&T) -> String,
}

/// A name: one line.
pub(super) const NAME: Rule<ArcStr> = Rule { read: |cell| text::name(cell).and_then(filled), write: ArcStr::to_string };

/// A long text.
pub(super) const TEXT: Rule<ArcStr> = Rule { read: |cell| text::text(cell).and_then(filled), write: ArcStr::to_string };

/// A web address.
pub(super) const URL: Rule<ArcStr> = Rule { read: url, write: ArcStr::to_string };

/// A key of no kind of entity, such as a role's.
pub(super) const SLUG: Rule<Key> = Rule { read: |cell| Key::slug(cell).map_err(str::to_owned), write: Key::to_string };

/// A day.
pub(super) const DAY: Rule<Day> = Rule { read: |cell| Day::parse(cell).map_err(str::to_owned), write: Day::to_string };

/// A time by the clocks of a place.
pub(super) const LOCAL_TIME: Rule<LocalTime> =
    Rule { read: |cell| LocalTime::parse(cell).map_err(str::to_owned), write: LocalTime::to_string };

/// A point in time, written in UTC.
pub(super) const INSTANT: Rule<Timestamp> = Rule {
    read: |cell| cell.parse().map_err(|_| "a time is written as in RFC 3339, such as 2018-02-20T14:30:00Z".to_owned()),
    write: Timestamp::to_string,
};

/// Yes or no. Spreadsheets write it in upper case.
pub(super) const FLAG: Rule<bool> = Rule {
    read: |cell| match cell.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("write true or false".to_owned()),
    },
    write: bool::to_string,
};

/// A number that counts from 1 on.
pub(super) const NUMBER: Rule<u16> = Rule { read: number, write: u16::to_string };

/// How many there are, perhaps none.
pub(super) const COUNT: Rule<u16> = Rule { read: |cell| whole(cell, 0), write: u16::to_string };

/// Degrees north.
pub(super) const LATITUDE: Rule<f64> = Rule { read: |cell| degrees(cell, 90.0), write: f64::to_string };

/// Degrees east.
pub(super) const LONGITUDE: Rule<f64> = Rule { read: |cell| degrees(cell, 180.0), write: f64::to_string };

/// Numbers of Acts, separated by spaces; kept in the order of the numbers.
pub(super) const ACTS: Rule<Box<[Id<Act>]>> = Rule {
    read: |cell| {
        let mut numbers = list(cell, number)?;
        numbers.sort_unstable();
        Ok(numbers.iter().map(|it| Id::new(numbered(*it))).collect())
    },
    write: |ids| joined(ids),
};

/// The key of an entity of kind `K`.
pub(super) fn id<K: Kinded>() -> Rule<Id<K>> {
    Rule {
        read: |cell| {
            let key = match K::KIND {
                Kind::State => Key::state_code(cell)?,
                Kind::Act | Kind::Phase => numbered(number(cell)?),
                _ => Key::slug(cell)?,
            };
            Ok(Id::new(key))
        },
        write: |id| id.as_str().to_owned(),
    }
}

/// Keys of entities of kind `K`, separated by spaces.
pub(super) fn ids<K: Kinded>() -> Rule<Box<[Id<K>]>> {
    Rule { read: |cell| list(cell, |key| (id().read)(key)), write: |ids| joined(ids) }
}

/// A word of a closed vocabulary.
pub(super) fn word<W: Word>() -> Rule<W> {
    Rule {
        read: |cell| {
            let words = || W::every().iter().map(|it| it.spelling()).collect::<Vec<_>>();
            let found = W::every().iter().find(|it| it.spelling() == cell);
            found.copied().ok_or_else(|| format!("write one of: {}", words().join(", ")))
        },
        write: |word| word.spelling().to_owned(),
    }
}

/// A closed vocabulary.
pub(super) trait Word: Copy + 'static {
    /// Its values.
    fn every() -> &'static [Self];
    /// How it is written.
    fn spelling(self) -> &'static str;
}

macro_rules! words {
    ($($name:ident),+) => { $(
        impl Word for $name {
            fn every() -> &'static [Self] {
                Self::ALL
            }

            fn spelling(self) -> &'static str {
                self.as_str()
            }
        }
    )+ };
}
words!(
    AppliesTo,
    AttendanceRole,
    AttendanceStage,
    BodyKind,
    Confidence,
    EvidenceKind,
    FollowUpStatus,
    Leadership,
    Level,
    Marking,
    MeetingKind,
    MeetingRule,
    MilestoneKind,
    Position,
    ProposalStatus,
    ReferralStatus,
    Region,
    ReportStage,
    TripStatus,
    UnGroup,
    Urgency
);

/// A whole number from 1 on, as of an Act or a phase.
fn number(cell: &str) -> Result<u16, String> {
    whole(cell, 1)
}

fn whole(cell: &str, least: u16) -> Result<u16, String> {
    let digits = cell.bytes().all(|byte| byte.is_ascii_digit());
    match cell.parse() {
        Ok(number) if digits && number >= least => Ok(number),
        _ => Err(format!("write a whole number from {least} to {}", u16::MAX)),
    }
}

fn filled(text: Option<ArcStr>) -> Result<ArcStr, String> {
    text.ok_or_else(|| "there is no text".to_owned())
}

fn url(cell: &str) -> Result<ArcStr, String> {
    let rest = cell.strip_prefix("https://").or_else(|| cell.strip_prefix("http://"));
    if rest.is_none_or(str::is_empty) || cell.contains(char::is_whitespace) {
        return Err("an address begins with http:// or https:// and holds no spaces".to_owned());
    }
    (TEXT.read)(cell)
}

fn degrees(cell: &str, most: f64) -> Result<f64, String> {
    let plain = cell.bytes().all(|byte| byte.is_ascii_digit() || b"+-.".contains(&byte));
    match cell.parse::<f64>() {
        Ok(degrees) if plain && degrees.abs() <= most => Ok(degrees),
        _ => Err(format!("write degrees from -{most} to {most} with a decimal point, such as 46.2022")),
    }
}

fn list<T: PartialEq>(cell: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<Box<[T]>, String> {
    let mut found = Vec::new();
    for word in cell.split_whitespace() {
        let value = read(word)?;
        if found.contains(&value) {
            return Err(format!("{word} stands there twice"));
        }
        found.push(value);
    }
    Ok(found.into())
}

fn joined<K>(ids: &[Id<K>]) -> String {
    ids.iter().map(Id::as_str).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Evidence, State};

    /// What a cell is written as once it was read; `None` where it is refused.
    fn check<T>(rule: Rule<T>, cell: &str, expected: Option<&str>) {
        let written = (rule.read)(cell).ok().map(|it| (rule.write)(&it));
        assert_eq!(written.as_deref(), expected, "{cell:?}");
    }

    #[test]
    fn keys() {
        check(id::<State>(), "mex", Some("MEX"));
        check(id::<State>(), "MX", None);
        check(id::<Act>(), "10", Some("10"));
        check(id::<Act>(), "03", Some("3"));
        check(id::<Act>(), "0", None);
        check(id::<Act>(), "+3", None);
        check(id::<Act>(), "70000", None);
        check(id::<Evidence>(), "p0001", Some("p0001"));
        check(id::<Evidence>(), "P0001", None);
        check(SLUG, "r001", Some("r001"));
        check(SLUG, "r 1", None);
    }

    #[test]
    fn lists() {
        check(ACTS, "10  2 3", Some("2 3 10"));
        check(ACTS, "2 02", None);
        check(ACTS, "2,3", None);
        check(ids::<Evidence>(), "p2  p1", Some("p2 p1"));
        check(ids::<Evidence>(), "p1 p1", None);
        check(ids::<Evidence>(), "p1,p2", None);
    }

    #[test]
    fn numbers_and_flags() {
        check(NUMBER, "03", Some("3"));
        check(NUMBER, "0", None);
        check(COUNT, "0", Some("0"));
        check(COUNT, "65535", Some("65535"));
        check(COUNT, "65536", None);
        check(COUNT, "-1", None);
        check(LATITUDE, "-90", Some("-90"));
        check(LATITUDE, "90.01", None);
        check(LATITUDE, "46,2", None);
        check(LATITUDE, "NaN", None);
        check(LATITUDE, "1e1", None);
        check(LONGITUDE, "179.9999", Some("179.9999"));
        check(LONGITUDE, "180.1", None);
        check(FLAG, "TRUE", Some("true"));
        check(FLAG, "yes", None);
    }

    #[test]
    fn days_and_times() {
        check(DAY, "2018-02-28", Some("2018-02-28"));
        check(DAY, "2018-02-30", None);
        check(LOCAL_TIME, "2017-12-02T14:00", Some("2017-12-02T14:00"));
        check(LOCAL_TIME, "2017-12-02T14:00Z", None);
        check(INSTANT, "2018-02-20T14:30:00Z", Some("2018-02-20T14:30:00Z"));
        check(INSTANT, "2018-02-20T15:30:00.000000001+01:00", Some("2018-02-20T14:30:00.000000001Z"));
        check(INSTANT, "2018-02-20", None);
    }

    #[test]
    fn texts_and_words() {
        check(NAME, "two\nlines", None);
        check(TEXT, "two\r\nlines", Some("two\nlines"));
        check(URL, "http://un.org/a", Some("http://un.org/a"));
        check(URL, "ftp://un.org", None);
        check(URL, "https://", None);
        check(URL, "https://un.org/a b", None);
        check(word::<Marking>(), "public", Some("public"));
        check(word::<Marking>(), "Public", None);
        let reason = (word::<BodyKind>().read)("blok").unwrap_err();
        assert_eq!(reason, "write one of: bloc, institution, observer");
    }
}
