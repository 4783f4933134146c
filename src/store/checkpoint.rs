//! Checkpoints: places in the feed of changes as callers are shown them, sealed. In clear a place would tell how much is
//! recorded that a caller may not see. What lies after a place is the query's business.
//!
//! The same place is always the same text, of always the same length, so that a checkpoint moves only when something
//! that the caller may see has changed: the nonce is a keyed hash of what is sealed. A checkpoint opens under the secret
//! of its data directory and for its own clearance alone. Whoever has come to see more than before has missed what was
//! hidden then, and takes all anew.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};

use crate::domain::Clearance;
use crate::graph::Mark;
use crate::journal::Secret;

const NONCE: usize = 24;
const PLAIN: usize = 8 + 4 + 8;
const TAG: usize = 16;
/// How long every checkpoint is, in characters: 60 bytes in base64.
const LENGTH: usize = (NONCE + PLAIN + TAG) / 3 * 4;

/// Seals and opens checkpoints.
pub struct Checkpoints {
    cipher: XChaCha20Poly1305,
    nonces: [u8; 32],
}

impl Checkpoints {
    /// Those of a data directory with this secret.
    pub(super) fn new(secret: &Secret) -> Self {
        let key = blake3::derive_key("demarche checkpoints v1: cipher", secret.as_bytes());
        let nonces = blake3::derive_key("demarche checkpoints v1: nonces", secret.as_bytes());
        Self { cipher: XChaCha20Poly1305::new((&key).into()), nonces }
    }

    /// A place as callers with this clearance are shown it.
    pub fn seal(&self, clearance: &Clearance, mark: Mark) -> String {
        let Mark { place, ordinal, recorded_at } = mark;
        let plain = [&place.to_be_bytes()[..], &ordinal.to_be_bytes(), &recorded_at.to_be_bytes()].concat();
        let whose = written(clearance);
        // What is sealed has one length, so nothing of it can be taken for part of the clearance.
        let hash = blake3::Hasher::new_keyed(&self.nonces).update(&plain).update(whose.as_bytes()).finalize();
        let mut sealed = hash.as_bytes().iter().copied().take(NONCE).collect::<Vec<_>>();
        let message = Payload { msg: &plain, aad: whose.as_bytes() };
        // So few bytes are never too many for the cipher.
        let cipher = self.cipher.encrypt(sealed.as_slice().into(), message).unwrap_or_default();
        sealed.extend(cipher);
        URL_SAFE_NO_PAD.encode(sealed)
    }

    /// The place that was sealed for this clearance; none where the text is no checkpoint of here.
    pub fn open(&self, clearance: &Clearance, text: &str) -> Option<Mark> {
        if text.len() != LENGTH {
            return None;
        }
        let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, cipher) = sealed.split_first_chunk::<NONCE>()?;
        let whose = written(clearance);
        let plain = self.cipher.decrypt(nonce.into(), Payload { msg: cipher, aad: whose.as_bytes() }).ok()?;
        let (place, rest) = plain.split_first_chunk::<8>()?;
        let (ordinal, recorded_at) = rest.split_first_chunk::<4>()?;
        Some(Mark {
            place: u64::from_be_bytes(*place),
            ordinal: u32::from_be_bytes(*ordinal),
            recorded_at: i64::from_be_bytes(recorded_at.try_into().ok()?),
        })
    }
}

fn written(clearance: &Clearance) -> String {
    match clearance {
        Clearance::Viewer => "viewer".to_owned(),
        Clearance::Analyst => "analyst".to_owned(),
        Clearance::Advocate { organisation, advocate } => {
            format!("advocate {} of {}", advocate.as_str(), organisation.as_str())
        }
        Clearance::Coordinator => "coordinator".to_owned(),
        Clearance::Admin => "admin".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Id, Key};

    const MARKS: [Mark; 3] = [
        Mark::BEGINNING,
        Mark { place: 7, ordinal: 2, recorded_at: -1 },
        Mark { place: u64::MAX, ordinal: u32::MAX, recorded_at: i64::MAX },
    ];

    fn clearances() -> [Clearance; 5] {
        let advocate = |key: &str| Clearance::Advocate {
            organisation: Id::new(Key::trusted(key)),
            advocate: Id::new(Key::trusted("a-1")),
        };
        [Clearance::Viewer, Clearance::Analyst, advocate("mfa"), advocate("picum"), Clearance::Coordinator]
    }

    fn of(secret: u8) -> Checkpoints {
        Checkpoints::new(&Secret::new([secret; 32]))
    }

    #[test]
    fn a_checkpoint_opens_for_its_clearance_and_its_directory_alone() {
        for mark in MARKS {
            for own in clearances() {
                let text = of(1).seal(&own, mark);
                assert_eq!(text.len(), LENGTH);
                assert_eq!(text, of(1).seal(&own, mark));
                for other in clearances() {
                    assert_eq!(of(1).open(&other, &text), (own == other).then_some(mark), "{own:?} {other:?}");
                }
                assert_eq!(of(2).open(&own, &text), None);
            }
        }
    }

    #[test]
    fn whatever_is_no_checkpoint_is_refused() {
        let (checkpoints, viewer) = (of(1), Clearance::Viewer);
        let check = |text: &str| assert_eq!(checkpoints.open(&viewer, text), None, "{text:?}");
        let text = checkpoints.seal(&viewer, MARKS[1]);
        for at in 0..text.len() {
            check(&text[..at]);
            let mut other = text.clone().into_bytes();
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            check(&String::from_utf8(other).unwrap());
        }
        check(&format!("{text}A"));
        check(&text.repeat(1000));
        check(&format!("{}=", &text[1..]));
        check(&"\u{e9}".repeat(LENGTH / 2));
        check(&"A".repeat(LENGTH));
    }
}
