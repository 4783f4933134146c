//! Side files: files of a data directory that go along with a backup whole, after its frames. Which there are, and how each
//! of them stands in a backup; what is in them is the business of those who write them.
//!
//! | bytes | what |
//! | --- | --- |
//! | 1 + ... | length of the name, and the name; it is one of those known here |
//! | 8 | length of the content |
//! | ... | the content |
//! | 32 | BLAKE3 of all before |

use std::io::{self, Read, Write};

use crate::journal::error::Fault;
use crate::journal::takeaways;

/// The names there are. A backup with another is of a later version.
pub(super) const NAMES: &[&str] = &[
    takeaways::FILE,
    #[cfg(test)]
    "aside",
];

/// How much is copied at a time, in bytes.
const PIECE: usize = 64 * 1024;

/// A file that goes along.
pub(in crate::journal) struct Side {
    name: &'static str,
    length: u64,
    content: Box<dyn Read + Send>,
}

impl Side {
    /// The file of one of the [`NAMES`], as long as it is now: what is added meanwhile does not go along.
    pub(in crate::journal) fn new(name: &'static str, length: u64, content: impl Read + Send + 'static) -> Self {
        Self { name, length, content: Box::new(content) }
    }

    /// Writes it as it stands in a backup. A content that ends too early is an error.
    pub(super) fn write(self, to: &mut dyn Write) -> io::Result<()> {
        let Self { name, length, mut content } = self;
        let mut to = Hashing { to, hasher: blake3::Hasher::new() };
        let name_length = u8::try_from(name.len()).map_err(io::Error::other)?;
        to.write_all(&[name_length])?;
        to.write_all(name.as_bytes())?;
        to.write_all(&length.to_be_bytes())?;
        if io::copy(&mut (&mut content).take(length), &mut to)? < length {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, format!("the file {name} ends too early")));
        }
        let hash = to.hasher.finalize();
        to.to.write_all(hash.as_bytes())
    }
}

struct Hashing<'a> {
    to: &'a mut dyn Write,
    hasher: blake3::Hasher,
}

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hasher.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Takes the next piece of a side file, in order; an empty one, where the file is empty.
pub(super) type Taker<'a, E> = &'a mut dyn FnMut(&'static str, &[u8]) -> Result<(), E>;

/// Why side files cannot be read.
pub(super) enum Unread<E> {
    /// The backup cannot be read on.
    Io(io::Error),
    /// What is read does not hold.
    Fault(Fault),
    /// The taker gave up.
    Taker(E),
}

impl<E> From<io::Error> for Unread<E> {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads one, whose name has this length, and gives it to `take`: its name, and how many bytes were read. Only after the
/// whole was read is it known to hold.
pub(super) fn read<E>(
    length_of_name: u8,
    from: &mut dyn Read,
    take: Taker<'_, E>,
) -> Result<(&'static str, u64), Unread<E>> {
    let mut hasher = blake3::Hasher::new();
    let mut name = vec![0; usize::from(length_of_name)];
    let mut length = [0; 8];
    from.read_exact(&mut name)?;
    from.read_exact(&mut length)?;
    hasher.update(&[length_of_name]).update(&name).update(&length);
    let Some(known) = NAMES.iter().find(|it| it.as_bytes() == name) else {
        let what = format!("the side file `{}` of a backup", name.escape_ascii());
        return Err(Unread::Fault(Fault::Newer(what)));
    };
    let length = u64::from_be_bytes(length);
    let mut piece = vec![0; PIECE];
    let mut left = length;
    loop {
        let next = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        let piece = piece.get_mut(..next).unwrap_or_default();
        from.read_exact(piece)?;
        hasher.update(piece);
        take(known, piece).map_err(Unread::Taker)?;
        left -= next as u64;
        if left == 0 {
            break;
        }
    }
    let mut hash = [0; 32];
    from.read_exact(&mut hash)?;
    if hasher.finalize() != hash {
        return Err(Unread::Fault(Fault::Damaged(format!("the checksum of the side file `{known}` does not hold"))));
    }
    Ok((known, 1 + name.len() as u64 + 8 + length + 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(content: &'static [u8], length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        Side::new("aside", length as u64, content).write(&mut bytes)?;
        Ok(bytes)
    }

    fn taken(bytes: &[u8]) -> Result<(Vec<u8>, u64), String> {
        let (length, mut rest) = bytes.split_first().unwrap();
        let mut content = Vec::new();
        let read = read(*length, &mut rest, &mut |name, piece| {
            assert_eq!(name, "aside");
            content.extend_from_slice(piece);
            Ok::<_, String>(())
        });
        match read {
            Ok((_, read)) => Ok((content, read)),
            Err(Unread::Io(error)) => Err(error.kind().to_string()),
            Err(Unread::Fault(Fault::Damaged(why) | Fault::Newer(why)) | Unread::Taker(why)) => Err(why),
        }
    }

    #[test]
    fn the_layout_stays() {
        let mut expected = b"\x05aside\0\0\0\0\0\0\0\x04text".to_vec();
        expected.extend_from_slice(blake3::hash(&expected).as_bytes());
        let bytes = written(b"text and what was added", 4).unwrap();
        assert_eq!(bytes, expected);
        assert_eq!(taken(&bytes), Ok((b"text".to_vec(), bytes.len() as u64)));
        assert_eq!(taken(&written(b"", 0).unwrap()), Ok((Vec::new(), 46)));
        let large = vec![7; 3 * PIECE + 1].leak();
        assert_eq!(taken(&written(large, large.len()).unwrap()).unwrap().0, large);
    }

    #[test]
    fn what_is_cut_altered_or_not_known_is_refused() {
        let bytes = written(b"text", 4).unwrap();
        for at in 1..bytes.len() {
            assert!(taken(&bytes[..at]).is_err(), "{at}");
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            assert!(taken(&altered).is_err(), "{at}");
        }
        assert_eq!(taken(b"\x01x\0\0\0\0\0\0\0\0").unwrap_err(), "the side file `x` of a backup");
        assert_eq!(written(b"tex", 4).unwrap_err().to_string(), "the file aside ends too early");
    }
}
