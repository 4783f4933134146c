//! Reading a backup, from a file or as it arrives: every frame is checked before it is handed on, and the footer has the
//! last word. What is done with the frames is not known here.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use super::sides::{self, Unread};
use super::{BARE, BackedUp, HEADER, MAGIC, Progress, VERSION};
use crate::domain::{Commit, Entity};
use crate::journal::chain::{Chain, Whole};
use crate::journal::erased::Erased;
use crate::journal::error::{Fault, JournalError, OTHER};
use crate::journal::frame::LONGEST;
use crate::journal::persons::Keyring;
use crate::journal::recover::{self, Verified};
use crate::journal::{FrameHash, Place, Tail, takeaways};

/// In bytes: few calls for much.
const BUFFER: usize = 1 << 20;

/// A backup that is being read.
pub(super) struct Reader<R> {
    from: R,
    path: PathBuf,
    version: u8,
    chain: Chain,
    frame: Vec<u8>,
    commits: u64,
    /// How many bytes were read.
    pub(super) done: u64,
}

/// A frame that holds.
pub(super) struct Held<'a> {
    pub(super) place: Place,
    pub(super) bytes: &'a [u8],
    /// The commit that it completes.
    pub(super) whole: Option<Whole<'a>>,
}

/// What stands after the frames.
pub(super) struct Footer {
    pub(super) backed_up: BackedUp,
    pub(super) erased: Erased,
    /// What was learned under the Chatham House Rule, by key. Backups of the first version have none.
    pub(super) takeaways: Vec<Entity>,
}

impl Reader<BufReader<File>> {
    /// Begins to read a file. Answers with its length as well.
    pub(super) fn open(path: &Path) -> Result<(Self, u64), JournalError> {
        let file = File::open(path).map_err(JournalError::io("read", path))?;
        let length = file.metadata().map_err(JournalError::io("read", path))?.len();
        Ok((Self::new(BufReader::with_capacity(BUFFER, file), path, Chain::after(Tail::BEGINNING, None))?, length))
    }
}

impl<R: Read> Reader<R> {
    /// Begins to read. `path` is what the source is called where something is wrong.
    fn new(from: R, path: &Path, chain: Chain) -> Result<Self, JournalError> {
        let path = path.to_owned();
        let mut this = Self { from, path, version: VERSION, chain, frame: Vec::new(), commits: 0, done: 0 };
        let header: [u8; HEADER] = this.take(None, "in its header")?;
        if !header.starts_with(MAGIC) {
            return Err(JournalError::Foreign { file: this.path });
        }
        let (body, sum) = header.split_last_chunk().unwrap_or((&[], &[0; 4]));
        if crc32c::crc32c(body) != u32::from_be_bytes(*sum) {
            return Err(this.damaged("the header's checksum does not hold"));
        }
        match body.last() {
            Some(&version @ (BARE | VERSION)) => Ok(Self { version, ..this }),
            other => Err(this.wrong(Fault::Newer(format!("version {} of a backup", other.unwrap_or(&0))), None)),
        }
    }

    /// The next frame; none after the last.
    pub(super) fn next(&mut self) -> Result<Option<Held<'_>>, JournalError> {
        let place = self.chain.next();
        let length = u32::from_be_bytes(self.take(Some(place), "before its footer")?) as usize;
        if length == 0 {
            return Ok(None);
        }
        if length > LONGEST {
            let fault = Fault::Damaged(format!("a frame of {length} bytes is too long"));
            return Err(self.wrong(fault, Some(place)));
        }
        self.frame.resize(length, 0);
        self.from.read_exact(&mut self.frame).map_err(|it| unread(&self.path, it, Some(place), "in a frame"))?;
        self.done += length as u64 + 4;
        // Split by hand, so that what is wrong can be located while the frame is lent out.
        let (path, chain) = (&self.path, &mut self.chain);
        let whole =
            chain.push(&place.get().to_be_bytes(), &self.frame).map_err(|it| it.located(path, Some(place), OTHER))?;
        self.commits += u64::from(whole.is_some());
        Ok(Some(Held { place, bytes: &self.frame, whole }))
    }

    /// What stands after the last frame, and that nothing follows it. The files that went along are given to `take`.
    pub(super) fn finish(
        mut self,
        take: &mut dyn FnMut(&'static str, &[u8]) -> Result<(), JournalError>,
    ) -> Result<Footer, JournalError> {
        const CUT: &str = "in its footer";
        let mut read = vec![0; 4];
        let (sides, takeaways) = match self.version {
            BARE => (None, Vec::new()),
            _ => {
                let (count, takeaways) = self.sides(take)?;
                read.push(0);
                (Some(count), takeaways)
            }
        };
        let start = read.len() + 4;
        let length: [u8; 4] = self.take(None, CUT)?;
        read.extend_from_slice(&length);
        let length = u64::from(u32::from_be_bytes(length));
        let path = self.path.clone();
        let got = (&mut self.from).take(length).read_to_end(&mut read).map_err(|it| unread(&path, it, None, CUT))?;
        if got as u64 != length {
            return Err(unread(&path, ErrorKind::UnexpectedEof.into(), None, CUT));
        }
        let erased = read.get(start..).unwrap_or_default().to_vec();
        let place: [u8; 8] = self.take(None, CUT)?;
        let hash: [u8; 32] = self.take(None, CUT)?;
        let commits: [u8; 8] = self.take(None, CUT)?;
        let counted: Option<[u8; 1]> = sides.map(|_| self.take(None, CUT)).transpose()?;
        let sum: [u8; 4] = self.take(None, CUT)?;
        read.extend(place.iter().chain(&hash).chain(&commits).chain(counted.iter().flatten()));
        if crc32c::crc32c(&read) != u32::from_be_bytes(sum) {
            return Err(self.damaged("the footer's checksum does not hold"));
        }
        let erased = Erased::parse(&erased).map_err(|it| it.located(&path, None, OTHER))?;
        let tail = Tail { place: Place::new(u64::from_be_bytes(place)), hash: FrameHash(hash) };
        let commits = u64::from_be_bytes(commits);
        if tail != self.chain.tail() || tail.place != self.chain.end() || commits != self.commits {
            return Err(self.damaged("the footer tells of other frames than there are"));
        }
        if counted != sides.map(|it| [it]) {
            return Err(self.damaged("the footer tells of other files than went along"));
        }
        match self.from.read(&mut [0]) {
            Ok(0) => Ok(Footer { backed_up: BackedUp { tail, commits }, erased, takeaways }),
            Ok(_) => Err(self.damaged("something follows its footer")),
            Err(error) => Err(JournalError::io("read", &self.path)(error)),
        }
    }

    /// The files that went along: how many, and the takeaways; all are given to `take`.
    fn sides(
        &mut self,
        take: &mut dyn FnMut(&'static str, &[u8]) -> Result<(), JournalError>,
    ) -> Result<(u8, Vec<Entity>), JournalError> {
        const CUT: &str = "in a file that goes along";
        let (mut count, mut kept) = (0_u8, None);
        loop {
            let [length] = self.take(None, CUT)?;
            if length == 0 {
                break;
            }
            let mut take = |name: &'static str, piece: &[u8]| {
                if name == takeaways::FILE {
                    kept.get_or_insert_with(Vec::new).extend_from_slice(piece);
                }
                take(name, piece)
            };
            let (_, read) = sides::read(length, &mut self.from, &mut take).map_err(|it| match it {
                Unread::Io(error) => unread(&self.path, error, None, CUT),
                Unread::Fault(fault) => fault.located(&self.path, None, OTHER),
                Unread::Taker(error) => error,
            })?;
            self.done += read - 1;
            count = count.saturating_add(1);
        }
        let kept = kept.ok_or_else(|| self.damaged("the takeaways do not go along"))?;
        let kept = takeaways::decode(&kept).map_err(|it| it.located(&self.path, None, OTHER))?;
        Ok((count, kept))
    }

    /// The next bytes. `place` and `cut` say where it is cut short if they are not all there.
    fn take<const N: usize>(&mut self, place: Option<Place>, cut: &str) -> Result<[u8; N], JournalError> {
        let mut bytes = [0; N];
        self.from.read_exact(&mut bytes).map_err(|it| unread(&self.path, it, place, cut))?;
        self.done += N as u64;
        Ok(bytes)
    }

    fn damaged(&self, reason: &str) -> JournalError {
        JournalError::damaged(&self.path, reason, OTHER)
    }

    fn wrong(&self, fault: Fault, place: Option<Place>) -> JournalError {
        fault.located(&self.path, place, OTHER)
    }
}

fn unread(path: &Path, error: std::io::Error, place: Option<Place>, cut: &str) -> JournalError {
    if error.kind() == ErrorKind::UnexpectedEof {
        return Fault::Damaged(format!("the backup is cut short {cut}")).located(path, place, OTHER);
    }
    JournalError::io("read", path)(error)
}

/// Checks the backup in the file, and calls `replay` with each commit and the place of its first frame, in order. The
/// first thing that is wrong is the error. Personal details are not in a backup, so no commit has any.
///
/// Progress is in bytes.
pub fn verify_backup(
    path: &Path,
    replay: &mut dyn FnMut(Place, Commit),
    progress: Progress<'_>,
) -> Result<Verified, JournalError> {
    let (mut reader, length) = Reader::open(path)?;
    let (footer, decoded) = recover::decode_all(path, OTHER, &Keyring::default(), replay, move |sink| {
        while let Some(held) = reader.next()? {
            if held.whole.is_some_and(|(place, payload)| !sink(place, &payload)) {
                break;
            }
            progress(reader.done, length);
        }
        reader.finish(&mut |_, _| Ok(()))
    })?;
    let Footer { backed_up: BackedUp { tail, .. }, takeaways, .. } = footer;
    Ok(Verified { tail, commits: decoded.commits, events: decoded.events, takeaways })
}

/// Copies a backup as it arrives, and checks it. What does not hold is not a backup, whatever was copied by then.
///
/// `name` is what the source is called where something is wrong. Progress is in bytes.
pub fn receive(
    from: impl Read,
    name: &Path,
    to: &mut dyn Write,
    progress: &dyn Fn(u64),
) -> Result<BackedUp, JournalError> {
    let mut failed = None;
    let copying = Copying { from, to, failed: &mut failed };
    let result = (|| {
        let mut reader = Reader::new(BufReader::with_capacity(BUFFER, copying), name, Chain::bare(None))?;
        while reader.next()?.is_some() {
            progress(reader.done);
        }
        reader.finish(&mut |_, _| Ok(())).map(|it| it.backed_up)
    })();
    match failed {
        Some(error) => Err(JournalError::Output(error)),
        None => result,
    }
}

struct Copying<'a, R> {
    from: R,
    to: &'a mut dyn Write,
    failed: &'a mut Option<std::io::Error>,
}

impl<R: Read> Read for Copying<'_, R> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let read = self.from.read(bytes)?;
        if let Err(error) = self.to.write_all(bytes.get(..read).unwrap_or_default()) {
            *self.failed = Some(error);
            return Err(std::io::Error::other("the copy cannot be written"));
        }
        Ok(read)
    }
}

/// Checks an erasure list: how many keys it names.
pub fn check_list(path: &Path) -> Result<u64, JournalError> {
    list(path).map(|it| it.len())
}

/// The erasure list in a file.
pub(super) fn list(path: &Path) -> Result<Erased, JournalError> {
    let bytes = std::fs::read(path).map_err(JournalError::io("read", path))?;
    Erased::parse(&bytes).map_err(|it| it.located(path, None, OTHER))
}
