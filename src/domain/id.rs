//! Keys and ids. A key is a readable slug, unique within its kind; an id is the kind and the key.
//! How a key is looked up is the graph's business.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use super::kinds::{Kind, Kinded};

/// The longest key, in characters.
pub const MAX_KEY: usize = 64;

/// A slug `[a-z0-9-]{1,64}`; a state's is its ISO 3166-1 alpha-3 code in upper case. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(ArcStr);

impl Key {
    /// A key taken as it stands. Callers have checked it, or read it back from the journal.
    pub fn trusted(text: &str) -> Self {
        Self(ArcStr::from(text))
    }

    /// A slug a caller chose, for any kind but states.
    pub fn slug(text: &str) -> Result<Self, &'static str> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if text.is_empty() || text.len() > MAX_KEY || !text.chars().all(fits) {
            return Err("a key is 1 to 64 characters of a-z, 0-9 and -");
        }
        Ok(Self::trusted(text))
    }

    /// An ISO 3166-1 alpha-3 code in any case.
    pub fn state_code(text: &str) -> Result<Self, &'static str> {
        if text.len() != 3 || !text.chars().all(|c| c.is_ascii_alphabetic()) {
            return Err("a state is named by its three-letter ISO 3166-1 code, such as MEX");
        }
        Ok(Self::trusted(&text.to_ascii_uppercase()))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text itself, shared.
    pub(crate) fn shared(&self) -> ArcStr {
        self.0.clone()
    }

    /// Whether both are the same text in memory.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        ArcStr::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The key of a thing of kind `K`.
#[derive(Serialize, Deserialize)]
#[serde(transparent, bound = "")]
pub struct Id<K> {
    key: Key,
    #[serde(skip)]
    kind: PhantomData<fn() -> K>,
}

impl<K> Id<K> {
    /// The id of the thing of kind `K` with this key.
    pub fn new(key: Key) -> Self {
        Self { key, kind: PhantomData }
    }

    /// The key alone.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// The key, to be replaced by an equal one that is shared.
    pub(crate) fn key_mut(&mut self) -> &mut Key {
        &mut self.key
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        self.key.as_str()
    }
}

impl<K: Kinded> Id<K> {
    /// The id as it is written: the kind, a colon, the key.
    pub fn written(&self) -> String {
        let kind = K::KIND.as_str();
        let mut text = String::with_capacity(kind.len() + 1 + self.as_str().len());
        text.push_str(kind);
        text.push(':');
        text.push_str(self.as_str());
        text
    }

    /// The id with its kind as a value.
    pub fn any(&self) -> AnyId {
        AnyId { kind: K::KIND, key: self.key.clone() }
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        Self::new(self.key.clone())
    }
}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The id of a thing of any kind; written `kind:key`, such as `followUp:arm-3-round-2`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnyId {
    /// The kind.
    pub kind: Kind,
    /// The key within the kind.
    pub key: Key,
}

impl AnyId {
    /// Reads `kind:key`. A text that is no id is no one's id: `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, key) = text.split_once(':')?;
        let kind = Kind::parse(kind)?;
        let key = match kind {
            Kind::State => Key::state_code(key),
            _ => Key::slug(key),
        };
        Some(Self { kind, key: key.ok()? })
    }
}

impl fmt::Display for AnyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.as_str(), self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_slugs() {
        let check = |text: &str, expected: bool| assert_eq!(Key::slug(text).is_ok(), expected, "{text:?}");
        check("arm-3-round-2", true);
        check(&"a".repeat(64), true);
        check(&"a".repeat(65), false);
        check("", false);
        check("Geneva", false);
        check("a b", false);
        check("é", false);
    }

    #[test]
    fn state_codes_have_three_letters_in_any_case() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(Key::state_code(text).ok().map(|k| k.to_string()).as_deref(), expected, "{text:?}");
        };
        check("mex", Some("MEX"));
        check("MX", None);
        check("MEXX", None);
        check("M3X", None);
    }

    #[test]
    fn ids_read_kind_and_key() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(AnyId::parse(text).map(|id| id.to_string()).as_deref(), expected, "{text:?}");
        };
        check("followUp:arm-3-round-2", Some("followUp:arm-3-round-2"));
        check("state:mex", Some("state:MEX"));
        check("act:10", Some("act:10"));
        check("planet:mars", None);
        check("followup:arm-3-round-2", None);
        check("geneva", None);
        check("", None);
    }
}
