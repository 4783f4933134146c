//! What callers wrote in arguments, turned into what they mean. A text that names nothing the caller may see is
//! refused with the argument's name and what is allowed; it never becomes an empty list.

use jiff::Timestamp;

use crate::domain::day::LONGEST_WINDOW;
use crate::domain::{Act, AnyId, City, Day, Key, Kinded, Organisation, Phase, State};
use crate::graph::{Ref, View};

/// An argument that cannot be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadArgument {
    /// The argument's name; inside an input object, the path to it.
    pub argument: String,
    /// What is wrong, and what is allowed.
    pub reason: String,
}

impl BadArgument {
    /// A refusal of this argument.
    pub fn new(argument: &str, reason: impl Into<String>) -> Self {
        Self { argument: argument.to_owned(), reason: reason.into() }
    }
}

/// A day.
pub fn day(argument: &str, text: &str) -> Result<Day, BadArgument> {
    Day::parse(text).map_err(|reason| BadArgument::new(argument, format!("{text:?}: {reason}")))
}

/// A time.
pub fn time(argument: &str, text: &str) -> Result<Timestamp, BadArgument> {
    let bad = || format!("{text:?}: a time is written in RFC 3339, such as 2018-02-20T09:30:00Z");
    text.parse().map_err(|_| BadArgument::new(argument, bad()))
}

/// A state by its code, in any case.
pub fn state(view: View<'_>, argument: &str, code: &str) -> Result<Ref<State>, BadArgument> {
    let key = Key::state_code(code).map_err(|reason| BadArgument::new(argument, format!("{code:?}: {reason}")))?;
    view.find(key.as_str()).ok_or_else(|| BadArgument::new(argument, format!("there is no member state {code:?}")))
}

/// An Act by its number.
pub fn act(view: View<'_>, argument: &str, number: i32) -> Result<Ref<Act>, BadArgument> {
    view.find(&number.to_string()).ok_or_else(|| {
        let numbers: Vec<_> = view.all::<Act>().filter_map(|it| view.get(it)).map(|it| it.number).collect();
        BadArgument::new(argument, format!("there is no Act {number}; {}", one_of("Acts", &numbers)))
    })
}

/// A phase by its number.
pub fn phase(view: View<'_>, argument: &str, number: i32) -> Result<Ref<Phase>, BadArgument> {
    view.find(&number.to_string()).ok_or_else(|| {
        let numbers: Vec<_> = view.all::<Phase>().filter_map(|it| view.get(it)).map(|it| it.number).collect();
        BadArgument::new(argument, format!("there is no phase {number}; {}", one_of("phases", &numbers)))
    })
}

fn one_of(what: &str, numbers: &[u16]) -> String {
    match numbers {
        [] => format!("there are no {what} yet"),
        [first, .., last] if usize::from(last - first) + 1 == numbers.len() => {
            format!("the {what} are {first} to {last}")
        }
        _ => {
            let numbers: Vec<_> = numbers.iter().map(u16::to_string).collect();
            format!("the {what} are {}", numbers.join(", "))
        }
    }
}

/// A city by its key, such as `geneva`.
pub fn city(view: View<'_>, argument: &str, key: &str) -> Result<Ref<City>, BadArgument> {
    view.find(key).ok_or_else(|| {
        BadArgument::new(argument, format!("there is no city {key:?}; cities are named by their key, such as new-york"))
    })
}

/// A thing of a known kind by its id, such as `organisation:mfa`.
pub fn id<K: Kinded>(view: View<'_>, argument: &str, text: &str) -> Result<Ref<K>, BadArgument> {
    let word = K::KIND.as_str();
    let known = AnyId::parse(text).filter(|id| id.kind == K::KIND);
    let Some(id) = known else {
        return Err(BadArgument::new(argument, format!("{text:?} is no id of this kind; it reads {word}:key")));
    };
    view.find(id.key.as_str()).ok_or_else(|| BadArgument::new(argument, format!("there is no {text}")))
}

/// Each of several, or the first that is refused.
pub fn each<T, R>(
    view: View<'_>,
    argument: &str,
    given: &[T],
    one: impl Fn(View<'_>, &str, &T) -> Result<R, BadArgument>,
) -> Result<Vec<R>, BadArgument> {
    given.iter().map(|it| one(view, argument, it)).collect()
}

/// The asked Acts, each once, in their order; all where none is asked.
pub fn acts(view: View<'_>, argument: &str, numbers: &[i32]) -> Result<Vec<Ref<Act>>, BadArgument> {
    let asked = each(view, argument, numbers, |view, argument, it| act(view, argument, *it))?;
    Ok(view.all::<Act>().filter(|it| asked.is_empty() || asked.contains(it)).collect())
}

/// States by their codes.
pub fn states(view: View<'_>, argument: &str, codes: &[String]) -> Result<Vec<Ref<State>>, BadArgument> {
    each(view, argument, codes, |view, argument, it| state(view, argument, it))
}

/// Cities by their keys.
pub fn cities(view: View<'_>, argument: &str, keys: &[String]) -> Result<Vec<Ref<City>>, BadArgument> {
    each(view, argument, keys, |view, argument, it| city(view, argument, it))
}

/// Organisations by their ids.
pub fn organisations(view: View<'_>, argument: &str, ids: &[String]) -> Result<Vec<Ref<Organisation>>, BadArgument> {
    each(view, argument, ids, |view, argument, it| id(view, argument, it))
}

/// Days from the first to the last, both included; at most ten years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

impl Window {
    /// The window between two days; `prefix` is what stands before `from` and `to` in the arguments' names.
    pub fn new(prefix: &str, from: Day, to: Day) -> Result<Self, BadArgument> {
        let bad = |reason| Err(BadArgument::new(&format!("{prefix}from"), reason));
        if from > to {
            return bad(format!("{from} is after {to}; a window ends no earlier than it starts"));
        }
        if from.is_too_far_before(to) {
            return bad(format!("{from} to {to} is too long; a window spans at most {LONGEST_WINDOW} years"));
        }
        Ok(Self { from, to })
    }

    /// Checks two ends of which either may be open.
    pub fn check(prefix: &str, from: Option<Day>, to: Option<Day>) -> Result<(), BadArgument> {
        match (from, to) {
            (Some(from), Some(to)) => Self::new(prefix, from, to).map(|_| ()),
            _ => Ok(()),
        }
    }

    /// Whether the day is in it.
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }

    /// Whether a period has a day in common with it.
    pub fn overlaps(&self, from: Day, to: Day) -> bool {
        from <= self.to && self.from <= to
    }
}

/// How many things a plain list may give at most.
pub const MOST: i32 = 100;

/// A number of things to give: 1 to 100.
pub fn count(argument: &str, given: i32) -> Result<usize, BadArgument> {
    let fits = (1..=MOST).contains(&given);
    let bad = || BadArgument::new(argument, format!("{given} is not between 1 and {MOST}"));
    fits.then(|| usize::try_from(given).ok()).flatten().ok_or_else(bad)
}
