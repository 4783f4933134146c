//! What is held on one person: on the holder of a post, or on an advocate. How it is written is the API's business.

use arcstr::ArcStr;

use super::arguments::BadArgument;
use crate::domain::{
    Advocate, AnyId, Attendance, Entity, FollowUp, Kind, Link, Person, Private, Referral, Token, Trip,
};
use crate::graph::{AnyRef, Ref, View, folded_words};

/// How many characters of a text are shown before and after a name.
const AROUND: usize = 60;

/// The shortest word of a name that is searched for: shorter ones are particles, and stand in any text.
const SHORTEST: usize = 3;

/// All that refers to one person.
#[derive(Debug, Default)]
pub struct Held {
    /// Where the person attends, by id.
    pub attendances: Vec<Ref<Attendance>>,
    /// The follow-ups with the post, by the day they are due.
    pub follow_ups: Vec<Ref<FollowUp>>,
    /// The referrals that lead to the post, by id.
    pub led_to: Vec<Ref<Referral>>,
    /// The referrals that the holder of the post gave, by id.
    pub given: Vec<Ref<Referral>>,
    /// The tokens of the advocate, by id.
    pub tokens: Vec<Ref<Token>>,
    /// The trips of the advocate, by their first day.
    pub trips: Vec<Ref<Trip>>,
}

/// Who a person is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// The name.
    pub name: Option<ArcStr>,
    /// The e-mail address.
    pub email: Option<ArcStr>,
    /// The telephone number.
    pub phone: Option<ArcStr>,
    /// Where these come from.
    pub source: Option<ArcStr>,
}

impl From<Private> for Details {
    fn from(it: Private) -> Self {
        let Private { person: Person { name, email, phone }, source, .. } = it;
        Self { name, email, phone, source }
    }
}

/// What a token is called, where the caller may know it.
pub fn name_of(view: View<'_>, token: Ref<Token>) -> Option<ArcStr> {
    view.person(token)?.name.clone()
}

/// A text that may name a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Whose text it is.
    pub id: AnyId,
    /// Which of its texts, by its name in the API.
    pub field: String,
    /// The text around the place.
    pub excerpt: String,
}

/// The contact or the advocate of this id.
pub fn person(view: View<'_>, argument: &str, id: &str) -> Result<AnyRef, BadArgument> {
    let parsed = AnyId::parse(id).filter(|it| matches!(it.kind, Kind::Contact | Kind::Advocate));
    let found = parsed.and_then(|it| view.lookup(&it));
    found.ok_or_else(|| BadArgument::new(argument, format!("there is no contact or advocate {id:?}")))
}

/// Whether the caller may have all that is held on a person: those who coordinate may, and an advocate of itself.
pub fn may_have(view: View<'_>, person: AnyRef) -> bool {
    let is_self = |it: &Entity| matches!(it, Entity::Advocate(it) if Some(&it.id) == view.clearance().advocate());
    view.clearance().coordinates() || view.entity(person).is_some_and(is_self)
}

/// What refers to a person.
pub fn held(view: View<'_>, person: AnyRef) -> Held {
    match person {
        AnyRef::Contact(it) => {
            // What was said of somebody under the Chatham House Rule is for nobody but those who coordinate.
            let in_the_open = |it: &Ref<Referral>| view.get(*it).is_some_and(|it| it.takeaway.is_none());
            Held {
                attendances: view.referring(it, Link::Attendee).collect(),
                follow_ups: view.referring(it, Link::Contact).collect(),
                led_to: view.referring(it, Link::Contact).filter(in_the_open).collect(),
                given: view.referring(it, Link::GivenBy).filter(in_the_open).collect(),
                ..Held::default()
            }
        }
        AnyRef::Advocate(it) => {
            let is_own = |of: Option<Ref<Advocate>>| of == Some(it);
            Held {
                attendances: view.referring(it, Link::Attendee).collect(),
                tokens: view.all::<Token>().filter(|at| is_own(view.one(*at, Link::Advocate))).collect(),
                trips: view.all::<Trip>().filter(|at| is_own(view.one(*at, Link::Advocate))).collect(),
                ..Held::default()
            }
        }
        _ => Held::default(),
    }
}

/// The free texts that hold a word of the person's name, the e-mail address or the telephone number, as far as the caller
/// sees the texts and the details; in the order of recording.
pub fn mentions(view: View<'_>, person: AnyRef) -> Vec<Mention> {
    let Some(entity) = view.entity(person).filter(|it| view.sees_details(it)) else {
        return Vec::new();
    };
    let Some(wanted) = entity.person() else {
        return Vec::new();
    };
    let wanted = Wanted {
        words: folded_words(wanted.name.as_deref().unwrap_or_default())
            .into_iter()
            .filter(|it| it.len() >= SHORTEST)
            .collect(),
        email: wanted.email.as_deref().map(str::to_lowercase),
        phone: wanted.phone.as_deref().map(digits).filter(|it| it.len() > SHORTEST),
    };
    view.texts().filter_map(|(id, field, text)| Some(Mention { id, field, excerpt: wanted.found_in(&text)? })).collect()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// What is searched for.
struct Wanted {
    words: Vec<String>,
    email: Option<String>,
    phone: Option<String>,
}

impl Wanted {
    /// The text around the first find.
    fn found_in(&self, text: &str) -> Option<String> {
        let mut at = 0;
        for word in text.split(|c: char| !c.is_alphanumeric()) {
            let start = at;
            at += word.len();
            at += text.get(at..).and_then(|it| it.chars().next()).map_or(0, char::len_utf8);
            if !word.is_empty() && folded_words(word).iter().any(|it| self.words.contains(it)) {
                return Some(around(text, start, word.len()));
            }
        }
        let named = self.email.as_ref().is_some_and(|it| text.to_lowercase().contains(it))
            || self.phone.as_ref().is_some_and(|it| digits(text).contains(it));
        named.then(|| around(text, 0, 0))
    }
}

fn around(text: &str, start: usize, length: usize) -> String {
    let (before, rest) = text.split_at_checked(start).unwrap_or((text, ""));
    let (word, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
    let before: Vec<char> = before.chars().rev().take(AROUND).collect();
    let mut excerpt: String = before.into_iter().rev().collect();
    excerpt.push_str(word);
    excerpt.extend(after.chars().take(AROUND));
    excerpt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_found_by_words_address_and_number() {
        let wanted = Wanted {
            words: folded_words("Jörg van Öfele"),
            email: Some("j@example.org".to_owned()),
            phone: Some(digits("+41 22 123")),
        };
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(wanted.found_in(text).as_deref(), expected, "{text:?}");
        };
        check("met Jorg, in town", Some("met Jorg, in town"));
        check("ÖFELE", Some("ÖFELE"));
        check("Jorgensen", None);
        check("write to J@Example.org", Some("write to J@Example.org"));
        check("call 41-22-1 23 now", Some("call 41-22-1 23 now"));
        check("call 4122", None);
        check("", None);
        let long = format!("{} Öfele {}", "ä".repeat(100), "ö".repeat(100));
        check(&long, Some(&format!("{} Öfele {}", "ä".repeat(59), "ö".repeat(59))));
    }
}
