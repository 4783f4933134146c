//! The backup of persons' keys: readable with its passphrase alone. It holds the erasure list of its day as well, so that
//! an older backup of keys given with it brings nobody back.
//!
//! | bytes | what |
//! | --- | --- |
//! | 13 + 1 | `demarche keys`, and the version, 2 |
//! | 4 + 4 + 4 | argon2id: memory in KiB, passes, lanes |
//! | 16 | salt |
//! | 24 | nonce |
//! | ... | XChaCha20-Poly1305 under the key that argon2id makes of passphrase and salt; all before is authenticated |
//!
//! What is encrypted: 4 bytes, the length of the erasure list; the list; 4 bytes, the length of the lines of `persons.keys`;
//! these; the lines of `texts.keys`. Version 1 had neither the second length nor what comes after the lines of persons.

use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};

use crate::journal::erased::Erased;
use crate::journal::error::{Fault, JournalError, OTHER};
use crate::journal::persons::{self, Record};
use crate::journal::texts::TextKeys;
use crate::journal::{Randomness, seal};

/// How every version of it begins.
pub(super) const MAGIC: &[u8] = b"demarche keys";
const VERSION: u8 = 2;
/// Without keys of texts.
const WITHOUT_TEXTS: u8 = 1;

/// What guessing a passphrase costs: the second of the two that RFC 9106 recommends, on one thread.
const COST: [u32; 3] = [64 * 1024, 3, 1];

/// What is read at most, so that a forged file cannot ask for all memory there is.
const HIGHEST: [u32; 3] = [1024 * 1024, 16, 16];

const SALT: usize = 16;
const NONCE: usize = 24;

/// What keys are encrypted under. There is no `Debug`, so that it gets into no message.
pub struct Passphrase(Vec<u8>);

impl Passphrase {
    /// The fewest characters.
    pub const LEAST: usize = 12;

    /// The largest, in bytes.
    pub const MOST: usize = 4096;

    /// The text, without the end of its line.
    pub fn new(text: &[u8]) -> Result<Self, JournalError> {
        let text = text.strip_suffix(b"\n").unwrap_or(text);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        if String::from_utf8_lossy(text).chars().count() < Self::LEAST {
            return Err(JournalError::ShortPassphrase { least: Self::LEAST });
        }
        Ok(Self(text.to_vec()))
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The persons' keys, and which of all there were are destroyed.
pub struct KeysBackup {
    pub(super) records: Vec<Record>,
    pub(super) texts: TextKeys,
    pub(super) erased: Erased,
}

/// What the files of keys hold.
pub(in crate::journal) struct Lines {
    /// Those of `persons.keys`.
    pub(in crate::journal) persons: Vec<u8>,
    /// Those of `texts.keys`.
    pub(in crate::journal) texts: String,
}

impl KeysBackup {
    /// How many keys there are, and how many ids of destroyed ones.
    pub fn counts(&self) -> (u64, u64) {
        (self.records.len() as u64, self.erased.len())
    }
}

/// What is random in a backup of keys.
pub(in crate::journal) struct Salted {
    salt: [u8; SALT],
    nonce: [u8; NONCE],
}

impl Salted {
    /// For one backup.
    pub(in crate::journal) fn draw(randomness: &mut Randomness) -> Result<Self, JournalError> {
        Ok(Self { salt: seal::draw(randomness)?, nonce: seal::draw(randomness)? })
    }
}

/// The bytes of a backup of keys. It takes a while, and 64 MiB.
pub(in crate::journal) fn seal_keys(
    keys: &Lines,
    erased: &Erased,
    passphrase: &Passphrase,
    salted: &Salted,
) -> Result<Vec<u8>, JournalError> {
    let Salted { salt, nonce } = salted;
    let mut bytes = MAGIC.to_vec();
    bytes.push(VERSION);
    COST.iter().for_each(|it| bytes.extend_from_slice(&it.to_be_bytes()));
    bytes.extend_from_slice(salt);
    bytes.extend_from_slice(nonce);
    let erased = erased.to_text();
    let mut plain = (erased.len() as u32).to_be_bytes().to_vec();
    plain.extend_from_slice(erased.as_bytes());
    plain.extend_from_slice(&(keys.persons.len() as u32).to_be_bytes());
    plain.extend_from_slice(&keys.persons);
    plain.extend_from_slice(keys.texts.as_bytes());
    let message = Payload { msg: &plain, aad: &bytes };
    let cipher = derive(passphrase, salt, COST)
        .and_then(|key| XChaCha20Poly1305::new((&key).into()).encrypt(nonce.into(), message).ok())
        .ok_or(JournalError::TooLarge { bytes: plain.len() })?;
    bytes.extend(cipher);
    Ok(bytes)
}

/// Opens the backup of keys in a file. A wrong passphrase and an altered file cannot be told apart. It takes a while.
pub fn open_keys(path: &Path, passphrase: &Passphrase) -> Result<KeysBackup, JournalError> {
    let bytes = std::fs::read(path).map_err(JournalError::io("read", path))?;
    open(&bytes, path, passphrase)
}

/// Opens a backup of keys. `path` is what it is called where it does not open.
fn open(bytes: &[u8], path: &Path, passphrase: &Passphrase) -> Result<KeysBackup, JournalError> {
    let sealed = || JournalError::Sealed { file: path.to_owned() };
    let (version, _) = bytes.strip_prefix(MAGIC).and_then(<[u8]>::split_first).ok_or_else(sealed)?;
    if !(WITHOUT_TEXTS..=VERSION).contains(version) {
        return Err(Fault::Newer(format!("version {version} of a backup of keys")).located(path, None, OTHER));
    }
    let plain = decrypt(bytes, passphrase).ok_or_else(sealed)?;
    // From here on it is what was encrypted, so what cannot be read was damaged before.
    let wrong = |it: Fault| it.located(path, None, OTHER);
    let cut = || wrong(Fault::Damaged("it ends within its erasure list".to_owned()));
    let part = |bytes| -> Option<(&[u8], &[u8])> {
        let (length, rest) = <[u8]>::split_first_chunk(bytes)?;
        rest.split_at_checked(u32::from_be_bytes(*length) as usize)
    };
    let (erased, rest) = part(&plain).ok_or_else(cut)?;
    let (keys, texts) = match *version {
        WITHOUT_TEXTS => (rest, &[][..]),
        _ => part(rest).ok_or_else(|| wrong(Fault::Damaged("it ends within its keys".to_owned())))?,
    };
    let (records, texts) = (persons::records(keys).map_err(wrong)?, TextKeys::parse(texts).map_err(wrong)?);
    Ok(KeysBackup { records, texts, erased: Erased::parse(erased).map_err(wrong)? })
}

fn decrypt(bytes: &[u8], passphrase: &Passphrase) -> Option<Vec<u8>> {
    let mut rest = bytes.get(MAGIC.len() + 1..)?;
    let mut cost = [0; 3];
    for (value, highest) in cost.iter_mut().zip(HIGHEST) {
        let (number, after) = rest.split_first_chunk()?;
        *value = u32::from_be_bytes(*number);
        rest = after;
        if *value > highest {
            return None;
        }
    }
    let (salt, rest) = rest.split_first_chunk::<SALT>()?;
    let (nonce, cipher) = rest.split_first_chunk::<NONCE>()?;
    let header = bytes.get(..bytes.len() - cipher.len())?;
    let key = derive(passphrase, salt, cost)?;
    XChaCha20Poly1305::new((&key).into()).decrypt(nonce.into(), Payload { msg: cipher, aad: header }).ok()
}

fn derive(passphrase: &Passphrase, salt: &[u8], [memory, passes, lanes]: [u32; 3]) -> Option<[u8; 32]> {
    let mut key = [0; 32];
    let params = Params::new(memory, passes, lanes, Some(key.len())).ok()?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_into(&passphrase.0, salt, &mut key).ok()?;
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(passphrase: &Passphrase) -> Vec<u8> {
        let mut next = 0_u8;
        let mut randomness: Randomness = Box::new(move |bytes| {
            for byte in bytes {
                next = next.wrapping_add(1);
                *byte = next;
            }
            Ok(())
        });
        let body = "1 0123456789abcdef0123456789abcdef AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= contact:geneva-1";
        let line = format!("{body} {:08x}\n", crc32c::crc32c(body.as_bytes()));
        let salted = Salted::draw(&mut randomness).unwrap();
        let lines = Lines { persons: line.into_bytes(), texts: String::new() };
        seal_keys(&lines, &Erased::default(), passphrase, &salted).unwrap()
    }

    fn phrase(text: &str) -> Passphrase {
        Passphrase::new(text.as_bytes()).unwrap()
    }

    #[test]
    fn the_layout_stays() {
        let bytes = sealed(&phrase("correct horse battery"));
        let mut expected = b"demarche keys\x02".to_vec();
        expected.extend([0, 1, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1]);
        expected.extend(1..=40);
        assert_eq!(bytes[..expected.len()], expected);
        // What argon2id and the cipher made of it once, they make of it always.
        assert_eq!(
            blake3::hash(&bytes).to_hex().to_string(),
            "0c323efb815441b51791c92633be72016c7c200f913b27a210d254a4ebffb5e3"
        );
    }

    #[test]
    fn keys_open_under_their_passphrase_alone_and_unaltered() {
        let right = phrase("correct horse battery");
        let bytes = sealed(&right);
        let found = open(&bytes, Path::new("k"), &right).ok().unwrap();
        assert_eq!(found.counts(), (1, 0));
        let expected = "k: the passphrase is another than it was encrypted under, or the file was altered";
        let check = |bytes: &[u8], passphrase: &Passphrase| {
            assert_eq!(open(bytes, Path::new("k"), passphrase).err().unwrap().to_string(), expected);
        };
        check(&bytes, &phrase("correct horse batterz"));
        let header = MAGIC.len() + 1;
        for at in [header, header + 7, header + 20, bytes.len() - 1] {
            let mut altered = bytes.clone();
            altered[at] ^= 2;
            check(&altered, &right);
        }
        for length in [header, header + 11, header + 60] {
            check(&bytes[..length], &right);
        }
        let mut later = bytes;
        later[MAGIC.len()] = 3;
        let found = open(&later, Path::new("k"), &right).err().unwrap().to_string();
        assert!(found.starts_with("k: version 3 of a backup of keys is not known to this version; use"), "{found}");
    }

    #[test]
    fn a_passphrase_has_twelve_characters() {
        let check = |text: &str, expected: Option<&str>| {
            let found = Passphrase::new(text.as_bytes()).ok().map(|it| it.0);
            assert_eq!(found.as_deref(), expected.map(str::as_bytes), "{text:?}");
        };
        check("twelve chars\n", Some("twelve chars"));
        check("twelve chars\r\n", Some("twelve chars"));
        check(" twelve char\n\n", Some(" twelve char\n"));
        check("eleven char\n", None);
        check("żółćżółćżół", None);
        check("żółćżółćżółć", Some("żółćżółćżółć"));
        check("", None);
    }
}
