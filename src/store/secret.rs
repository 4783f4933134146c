//! The secrets of tokens: how they are made, how they look, how they are read. Whom one lets in is decided in `sign_in`.
//!
//! `demarche_<token's key>_<secret><checksum>`: the key by which the token is found, 32 random bytes in base64url, and
//! the CRC32C of all that precedes it as six digits to the base of 62. The prefix lets scanners of code and chats find a
//! secret that was left somewhere; the checksum tells a slip of the pen from a guess, without a look-up.

use std::fmt;

use arcstr::ArcStr;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use ulid::Ulid;

use super::World;
use crate::domain::Key;

const PREFIX: &str = "demarche_";
/// 32 bytes in base64url.
const RANDOM: usize = 43;
const CHECKSUM: usize = 6;
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A token's secret. It is shown once and never kept, and nothing prints it by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    key: Key,
    text: String,
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl Secret {
    /// That of a new token, with a key of its own.
    pub fn new(world: &dyn World) -> Self {
        let key = Ulid(u128::from_be_bytes(world.random())).to_string().to_ascii_lowercase();
        Self::of(&Key::trusted(&key), world)
    }

    /// A new one of this token.
    pub fn of(key: &Key, world: &dyn World) -> Self {
        let random = URL_SAFE_NO_PAD.encode([world.random(), world.random()].concat());
        let mut text = format!("{PREFIX}{key}_{random}");
        text.push_str(&checksum(&text));
        Self { key: key.clone(), text }
    }

    /// Reads what somebody shows. A text whose checksum does not hold is no secret.
    pub fn parse(text: &str) -> Option<Self> {
        let (key, rest) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let key = Key::slug(key).ok()?;
        if rest.len() != RANDOM + CHECKSUM || !rest.bytes().all(is_base64url) {
            return None;
        }
        let (checked, given) = text.split_at_checked(text.len() - CHECKSUM)?;
        (checksum(checked) == given).then(|| Self { key, text: text.to_owned() })
    }

    /// Whether a text holds what may be a secret, or most of one.
    pub fn is_in(text: &str) -> bool {
        text.match_indices(PREFIX).any(|(at, _)| {
            let rest = text.get(at + PREFIX.len()..).and_then(|it| it.split_once('_'));
            rest.is_some_and(|(key, rest)| {
                Key::slug(key).is_ok() && rest.bytes().take_while(|it| is_base64url(*it)).count() >= RANDOM / 2
            })
        })
    }

    /// The key of its token.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Its SHA-256 in hexadecimal: what is kept of it. Of 256 random bits a fast hash gives nothing away.
    pub fn hash(&self) -> ArcStr {
        let digit = |it: u8| char::from_digit(it.into(), 16).unwrap_or('0');
        let hash = Sha256::digest(self.text.as_bytes());
        hash.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect::<String>().into()
    }

    /// The text, to be shown once to whom it is for.
    pub fn reveal(&self) -> &str {
        &self.text
    }
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

fn checksum(text: &str) -> String {
    let mut rest = crc32c::crc32c(text.as_bytes()) as usize;
    let mut digits = [b'0'; CHECKSUM];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS.get(rest % DIGITS.len()).copied().unwrap_or(b'0');
        rest /= DIGITS.len();
    }
    digits.iter().map(|it| char::from(*it)).collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::Day;

    struct Dice(u8);

    impl World for Dice {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }

        fn today(&self) -> Day {
            Day::of(self.now())
        }

        fn latest_day(&self) -> Day {
            self.today()
        }

        fn random(&self) -> [u8; 16] {
            [self.0; 16]
        }
    }

    #[test]
    fn what_is_made_is_read() {
        let made = Secret::new(&Dice(7));
        let text = made.reveal();
        assert_eq!(text.len(), PREFIX.len() + 26 + 1 + RANDOM + CHECKSUM);
        assert_eq!(Secret::parse(text), Some(made.clone()));
        assert!(text.contains(made.key().as_str()) && Secret::of(made.key(), &Dice(7)) == made);
        assert_ne!(Secret::of(made.key(), &Dice(8)).hash(), made.hash());
        assert_eq!(format!("{made:?}"), "Secret(..)");
        // The digest that others compute of the same text.
        assert_eq!(made.hash().len(), 64);
        let known = Secret { key: Key::trusted("x"), text: "abc".to_owned() };
        assert_eq!(known.hash(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn what_is_altered_is_no_secret() {
        let text = Secret::new(&Dice(7)).reveal().to_owned();
        for at in 0..text.len() {
            let mut altered = text.clone().into_bytes();
            altered[at] = if altered[at] == b'x' { b'y' } else { b'x' };
            assert_eq!(Secret::parse(&String::from_utf8(altered).unwrap()), None, "{at}");
            assert_eq!(Secret::parse(&text[..at]), None, "{at}");
        }
        for other in ["", "demarche_", "demarche__", &text.to_uppercase(), &format!("{text} "), &format!(" {text}")] {
            assert_eq!(Secret::parse(other), None, "{other:?}");
        }
        assert_eq!(Secret::parse(&text.replace("demarche_", "demarche_\u{e9}")), None);
    }

    #[test]
    fn a_secret_is_found_in_a_text() {
        let check = |text: &str, expected: bool| assert_eq!(Secret::is_in(text), expected, "{text:?}");
        let text = Secret::new(&Dice(200)).reveal().to_owned();
        check(&text, true);
        check(&format!("token={text}&x"), true);
        // Cut short or mistyped, most of it is still one.
        check(&text[..text.len() - 10], true);
        check(&format!("demarche_ demarche_x {text}"), true);
        check("demarche_", false);
        check("search for demarche_2018_report", false);
        check("", false);
    }
}
