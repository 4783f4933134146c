//! Sealing personal details: XChaCha20-Poly1305 under a key that can be thrown away. Where the keys are kept, and
//! which key is whose, is the business of `persons`.

use std::borrow::Cow;
use std::fmt;

use arcstr::ArcStr;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use serde::{Deserialize, Serialize};

use super::{JournalError, Randomness};
use crate::domain::{AnyId, Private};

const NONCE: usize = 24;

/// By what a frame names the key it needs: 128 random bits, so that no key is ever taken for one that was thrown
/// away. Written as 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct KeyId(u128);

impl KeyId {
    /// Reads the written form.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let shaped = text.len() == 32 && text.bytes().all(|it| it.is_ascii_hexdigit());
        shaped.then(|| u128::from_str_radix(text, 16).ok().map(Self)).flatten()
    }

    /// A new one.
    pub(super) fn draw(randomness: &mut Randomness) -> Result<Self, JournalError> {
        draw(randomness).map(|it| Self(u128::from_be_bytes(it)))
    }

    /// By what the erasure list names a leaf of the tree with this tag, both of which nobody can guess.
    pub(super) fn of_leaf(tag: u64, leaf: u64) -> Self {
        Self(u128::from(tag) << u64::BITS | u128::from(leaf))
    }

    /// The tag and the leaf that it names, if it names any.
    pub(super) fn leaf(self) -> (u64, u64) {
        ((self.0 >> u64::BITS) as u64, self.0 as u64)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// What personal details are sealed under.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Key([u8; 32]);

impl Key {
    /// Reads the written form.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text).ok()?;
        <[u8; 32]>::try_from(bytes).ok().map(Self)
    }

    /// A new one.
    pub(super) fn draw(randomness: &mut Randomness) -> Result<Self, JournalError> {
        draw(randomness).map(Self)
    }

    /// The written form: base64. There is no `Display`, so that a key gets into no message.
    pub(super) fn to_text(&self) -> String {
        STANDARD.encode(self.0)
    }
}

/// Personal details as a frame holds them.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sealed<'a> {
    /// The id of the key.
    #[serde(borrow)]
    pub(super) person: Cow<'a, str>,
    /// The nonce and the ciphertext, in base64.
    #[serde(rename = "box", borrow)]
    boxed: Cow<'a, str>,
    /// Whether what was sealed before of the same entity is to be unreadable.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) anew: bool,
}

/// What is sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// What is private of the entity.
    #[serde(flatten)]
    pub private: Private,
    /// The hash of the input they came in, where one is kept: with all else of the input in clear, it would let the
    /// details be found by trial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<ArcStr>,
}

/// Seals the details of `whose`. They open under the same key and for the same entity only.
pub(super) fn seal(
    id: KeyId,
    key: &Key,
    whose: &AnyId,
    details: &Details,
    randomness: &mut Randomness,
) -> Result<Sealed<'static>, JournalError> {
    let plain = serde_json::to_vec(details).map_err(JournalError::Unwritable)?;
    let boxed = lock(&key.0, whose.to_string().as_bytes(), &plain, randomness)?;
    Ok(Sealed { person: id.to_string().into(), boxed: boxed.into(), anew: false })
}

/// Opens the details of `whose`; `None` where they are not what was sealed.
pub(super) fn open(key: &Key, whose: &AnyId, sealed: &Sealed<'_>) -> Option<Details> {
    let plain = unlock(&key.0, whose.to_string().as_bytes(), &sealed.boxed)?;
    serde_json::from_slice(&plain).ok()
}

/// Locks something in a box, as text: the nonce and the ciphertext, in base64. It opens under the same key and for the same
/// owner only.
pub(super) fn lock(
    key: &[u8; 32],
    owner: &[u8],
    plain: &[u8],
    randomness: &mut Randomness,
) -> Result<String, JournalError> {
    let nonce: [u8; NONCE] = draw(randomness)?;
    let mut boxed = nonce.to_vec();
    let cipher = XChaCha20Poly1305::new(key.into())
        .encrypt((&nonce).into(), Payload { msg: plain, aad: owner })
        .map_err(|_| JournalError::TooLarge { bytes: plain.len() })?;
    boxed.extend(cipher);
    Ok(STANDARD.encode(boxed))
}

/// Opens a box; `None` where it is not what was locked.
pub(super) fn unlock(key: &[u8; 32], owner: &[u8], boxed: &str) -> Option<Vec<u8>> {
    let boxed = STANDARD.decode(boxed).ok()?;
    let (nonce, cipher) = boxed.split_first_chunk::<NONCE>()?;
    XChaCha20Poly1305::new(key.into()).decrypt(nonce.into(), Payload { msg: cipher, aad: owner }).ok()
}

/// So many random bytes.
pub(super) fn draw<const N: usize>(randomness: &mut Randomness) -> Result<[u8; N], JournalError> {
    let mut bytes = [0; N];
    randomness(&mut bytes).map_err(JournalError::Randomness)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Person;

    fn counting() -> Randomness {
        let mut next = 0_u8;
        Box::new(move |bytes| {
            for byte in bytes {
                next = next.wrapping_add(1);
                *byte = next;
            }
            Ok(())
        })
    }

    fn someone() -> Details {
        let person = Person { name: Some("Amina Okello".into()), email: None, phone: Some("+41 22 000 00 00".into()) };
        Details { private: Private { person, ..Private::default() }, input: Some("00ff".into()) }
    }

    #[test]
    fn details_open_under_their_key_and_for_their_entity_only() {
        let mut randomness = counting();
        let (id, key) = (KeyId::draw(&mut randomness).unwrap(), Key::draw(&mut randomness).unwrap());
        let other = Key::draw(&mut randomness).unwrap();
        let whose = AnyId::parse("contact:geneva-1").unwrap();
        let sealed = seal(id, &key, &whose, &someone(), &mut randomness).unwrap();
        let check = |key: &Key, whose: &str, expected: Option<Details>| {
            assert_eq!(open(key, &AnyId::parse(whose).unwrap(), &sealed), expected, "{whose}");
        };
        check(&key, "contact:geneva-1", Some(someone()));
        check(&other, "contact:geneva-1", None);
        check(&key, "contact:geneva-2", None);
        let text = serde_json::to_string(&sealed).unwrap();
        assert!(!text.contains("Amina"));
        let read: Sealed<'_> = serde_json::from_str(&text).unwrap();
        assert_eq!(KeyId::parse(&read.person), Some(id));
        assert_eq!(open(&key, &whose, &read), Some(someone()));
    }

    #[test]
    fn the_same_details_are_sealed_differently_each_time() {
        let mut randomness = counting();
        let (id, key) = (KeyId::draw(&mut randomness).unwrap(), Key::draw(&mut randomness).unwrap());
        let whose = AnyId::parse("contact:geneva-1").unwrap();
        let mut boxed = || seal(id, &key, &whose, &someone(), &mut randomness).unwrap().boxed;
        assert_ne!(boxed(), boxed());
    }

    #[test]
    fn a_box_that_was_meddled_with_does_not_open() {
        let mut randomness = counting();
        let (id, key) = (KeyId::draw(&mut randomness).unwrap(), Key::draw(&mut randomness).unwrap());
        let whose = AnyId::parse("contact:geneva-1").unwrap();
        let sealed = seal(id, &key, &whose, &someone(), &mut randomness).unwrap();
        let bytes = STANDARD.decode(sealed.boxed.as_bytes()).unwrap();
        for at in 0..bytes.len() {
            let mut bytes = bytes.clone();
            bytes[at] ^= 1;
            let sealed = Sealed { person: sealed.person.clone(), boxed: STANDARD.encode(bytes).into(), anew: false };
            assert_eq!(open(&key, &whose, &sealed), None, "{at}");
        }
        for boxed in ["", "AAAA", "no base64"] {
            let sealed = Sealed { person: sealed.person.clone(), boxed: boxed.into(), anew: false };
            assert_eq!(open(&key, &whose, &sealed), None, "{boxed:?}");
        }
    }

    #[test]
    fn key_ids_have_one_written_form() {
        let check = |text: &str, expected: bool| assert_eq!(KeyId::parse(text).is_some(), expected, "{text:?}");
        check("0123456789abcdef0123456789abcdef", true);
        check("+123456789abcdef0123456789abcdef", false);
        check("0123456789abcdef", false);
        check("", false);
    }
}
