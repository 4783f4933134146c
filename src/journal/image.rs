//! The bytes of one snapshot file: an image, with what says of which place it is and that it is what was written. What
//! the image shows is not known here.
//!
//! | bytes | what |
//! | --- | --- |
//! | 8 + 1 | `SNAPSHOT`, and the version, 1 |
//! | 8 | place |
//! | 32 | hash of the frame at that place |
//! | 8 | length of the image |
//! | 32 | BLAKE3 of the image and of all before |
//! | ... | the image |
//!
//! Numbers are big-endian. The checksum is BLAKE3 and not CRC32C: an image of a million entities would be believed
//! once in four billion damages, and BLAKE3 costs a hundredth of what reading the image does.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

use super::room::Room;
use super::{FrameHash, Place, Tail};

const MAGIC: [u8; 8] = *b"SNAPSHOT";
const VERSION: u8 = 1;
/// The bytes before the checksum.
const BODY: usize = 8 + 1 + 8 + 32 + 8;
const HEADER: usize = BODY + 32;

/// After how many bytes the file is synced. All at once would have the journal's own syncs wait behind it.
const STEP: usize = 4 << 20;

/// What the header of a file says.
pub(super) struct Header {
    body: [u8; BODY],
    checksum: [u8; 32],
    /// Of what the image is.
    pub(super) at: Tail,
    length: u64,
}

/// Writes a file: `draw` writes the image, as long as there is room. It is on disk when this returns.
pub(super) fn write(
    file: &mut File,
    at: Tail,
    room: &Room,
    draw: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    file.write_all(&[0; HEADER])?;
    let mut canvas = Canvas { file, room, hasher: blake3::Hasher::new(), length: 0, unsynced: STEP };
    draw(&mut canvas)?;
    let Canvas { mut hasher, length, .. } = canvas;
    let mut header = Vec::with_capacity(HEADER);
    header.extend_from_slice(&MAGIC);
    header.push(VERSION);
    header.extend_from_slice(&at.place.get().to_be_bytes());
    header.extend_from_slice(at.hash.as_bytes());
    header.extend_from_slice(&length.to_be_bytes());
    let checksum = hasher.update(&header).finalize();
    header.extend_from_slice(checksum.as_bytes());
    file.write_all_at(&header, 0)?;
    file.sync_all()
}

/// Where an image is drawn.
struct Canvas<'f> {
    file: &'f mut File,
    room: &'f Room,
    hasher: blake3::Hasher,
    length: u64,
    unsynced: usize,
}

impl Write for Canvas<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_all(bytes)?;
        self.hasher.update(bytes);
        self.length += bytes.len() as u64;
        self.unsynced += bytes.len();
        if self.unsynced >= STEP {
            // What is disposable takes nothing of what the journal is to be opened with.
            self.room.demand(STEP as u64).map_err(io::Error::other)?;
            self.file.sync_data()?;
            self.unsynced = 0;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Header {
    /// Reads the header of a file, and nothing more of it. Otherwise, what is wrong with the file.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let file = File::open(path).map_err(unreadable)?;
        let mut bytes = [0; HEADER];
        let there = file.metadata().map_err(unreadable)?.len();
        if there < HEADER as u64 {
            return Err("it is too short".to_owned());
        }
        file.read_exact_at(&mut bytes, 0).map_err(unreadable)?;
        let header = Self::parse(&bytes)?;
        if there - HEADER as u64 != header.length {
            return Err("its length does not hold".to_owned());
        }
        Ok(header)
    }

    fn parse(bytes: &[u8; HEADER]) -> Result<Self, String> {
        let short = || "it is too short".to_owned();
        let (body, checksum) = bytes.split_first_chunk::<BODY>().ok_or_else(short)?;
        let checksum = <[u8; 32]>::try_from(checksum).map_err(|_| short())?;
        let rest = body.strip_prefix(&MAGIC).ok_or("it does not begin as a snapshot file does")?;
        let ([version], rest) = rest.split_first_chunk().ok_or_else(short)?;
        if *version != VERSION {
            return Err(format!("version {version} of a snapshot file is not known to this version of demarche"));
        }
        let (place, rest) = rest.split_first_chunk().ok_or_else(short)?;
        let (hash, rest) = rest.split_first_chunk().ok_or_else(short)?;
        let length = <[u8; 8]>::try_from(rest).map_err(|_| short())?;
        let at = Tail { place: Place::new(u64::from_be_bytes(*place)), hash: FrameHash(*hash) };
        Ok(Self { body: *body, checksum, at, length: u64::from_be_bytes(length) })
    }

    /// Whether these are the bytes of the file with this header: if so, the image in them.
    pub(super) fn image<'b>(&self, bytes: &'b [u8]) -> Result<&'b [u8], String> {
        let image = bytes.get(HEADER..).unwrap_or_default();
        let mut hasher = blake3::Hasher::new();
        hasher.update(image).update(&self.body);
        if *hasher.finalize().as_bytes() != self.checksum {
            return Err("its checksum does not hold".to_owned());
        }
        Ok(image)
    }
}

/// What is said of a file that cannot be read.
pub(super) fn unreadable(error: io::Error) -> String {
    format!("it cannot be read: {error}")
}
