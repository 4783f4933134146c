//! The secret of a data directory: random bytes that whoever holds the directory can derive keys from, for what is given
//! out, or came in, and has to be recognised when it comes back. No facts are sealed under it, so one that is lost costs
//! only what is to be recognised: checkpoints are refused, and the repetition of a named wish counts as another wish. For
//! that reason it is no part of a backup either: a restored journal may have lost its end, and must not recognise what was
//! given out since; and nobody who holds a backup can guess what was asked by its hash.
//!
//! The file is one line: `1 SECRET CHECKSUM`, the secret in base64, and the CRC32C in hexadecimal of all before the
//! space in front of it.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::whole::WholeFile;
use super::{JournalError, Randomness};

/// The name of the file.
pub(super) const FILE: &str = "checkpoint.key";

/// The longest that is read: a file of ours is shorter.
const LONGEST: u64 = 1024;

/// Random bytes. There is neither `Display` nor `Debug`, so that they get into no message.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl Secret {
    /// Of these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn written(&self) -> String {
        let body = format!("1 {}", STANDARD.encode(self.0));
        format!("{body} {:08x}\n", crc32c::crc32c(body.as_bytes()))
    }

    fn read(text: &[u8]) -> Option<Self> {
        let encoded = std::str::from_utf8(text).ok()?.strip_prefix("1 ")?.split(' ').next()?;
        let secret = <[u8; 32]>::try_from(STANDARD.decode(encoded).ok()?).ok().map(Self)?;
        (secret.written().as_bytes() == text).then_some(secret)
    }
}

/// Reads the secret of the directory; draws one where there is none, or none that can be read. One that cannot be written,
/// as on a full device, serves until the journal is closed. Where the directory has `held` a journal before, it is said
/// that what was given out is refused.
pub(super) fn open(dir: &Path, held: bool, randomness: &mut Randomness) -> Result<Secret, JournalError> {
    let path = dir.join(FILE);
    let mut text = Vec::new();
    match File::open(&path) {
        Ok(file) => drop(file.take(LONGEST).read_to_end(&mut text).map_err(JournalError::io("read", &path))?),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(JournalError::io("open", &path)(error)),
    }
    if let Some(secret) = Secret::read(&text) {
        return Ok(secret);
    }
    let mut bytes = [0; 32];
    randomness(&mut bytes).map_err(JournalError::Randomness)?;
    let secret = Secret(bytes);
    match write(&path, &secret) {
        Err(error) => tracing::warn!("{error}: checkpoints given out until the next start are refused after it"),
        Ok(()) if held => {
            let file = path.display();
            tracing::warn!("{file}: it was missing or damaged, and is made anew: checkpoints given out are refused");
        }
        Ok(()) => {}
    }
    Ok(secret)
}

fn write(path: &Path, secret: &Secret) -> Result<(), JournalError> {
    let mut file = WholeFile::replacing(path)?;
    file.write_all(secret.written().as_bytes()).map_err(JournalError::io("write", path))?;
    file.replace().map(drop)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_form_of_the_file_stays() {
        let text = Secret(std::array::from_fn(|at| at as u8)).written();
        assert_eq!(text, "1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= d15e7251\n");
    }

    #[test]
    fn what_is_there_is_kept_and_what_is_no_secret_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(FILE);
        let mut drawn = 0_u8;
        let mut randomness: Randomness = Box::new(move |bytes| {
            drawn += 1;
            bytes.fill(drawn);
            Ok(())
        });
        let mut open = || open(dir.path(), true, &mut randomness).unwrap().0[0];
        assert_eq!((open(), open()), (1, 1));
        let whole = std::fs::read(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let mut expected = 1;
        for at in 0..whole.len() {
            for spoiled in [whole[..at].to_vec(), [&whole[..at], b"?", &whole[at + 1..]].concat(), whole.repeat(at + 2)]
            {
                std::fs::write(&path, &spoiled).unwrap();
                expected += 1;
                assert_eq!((open(), open()), (expected, expected), "{spoiled:?}");
            }
        }
        std::fs::remove_file(&path).unwrap();
        assert_eq!(open(), expected + 1);
        // Where it cannot be written there is one all the same, until the next start.
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(dir.path().join("checkpoint.key.partial")).unwrap();
        assert_eq!((open(), open()), (expected + 2, expected + 3));
    }
}
