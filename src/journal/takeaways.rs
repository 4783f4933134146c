//! The file of takeaways: what was learned under the Chatham House Rule, and nothing of how. It lies beside the journal and
//! not in it, since a frame has neighbours that tell by whom and when. All takeaways are in it, in the order of their
//! random keys, and with every new one, and every one that is redacted, it is replaced as a whole; so neither their order nor
//! what of the file was there before says which came first. Their texts are not sealed: a key that is destroyed leaves a
//! sign on the erasure list, and a copy of the file made before is to be removed as a whole. When it was last changed is
//! taken from the file and from the directory.
//!
//! | bytes | what |
//! | --- | --- |
//! | 18 + 1 | `demarche takeaways`, and the version, 1 |
//! | 8 | length of the rows, big-endian |
//! | 32 | BLAKE3 of the rows |
//! | ... | the rows, one a line: `{"v":1,"kind":"stance","entity":{...}}` |
//! | ... | zeros up to the next multiple of 16 KiB, so that the length says little of how many there are |
//!
//! What a takeaway may hold is not known here, but that it is one.

use std::fs::{self, File, FileTimes};
use std::io::{Cursor, ErrorKind, Write};
use std::path::Path;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::backup::Side;
use super::error::Fault;
use super::whole::WholeFile;
use super::{JournalError, upcast};
use crate::domain::{Entity, Key, Kind};

/// The name of the file.
pub(super) const FILE: &str = "takeaways";

/// What a crash while it is written leaves.
const PARTIAL: &str = "takeaways.partial";

const MAGIC: &[u8; 18] = b"demarche takeaways";
const VERSION: u8 = 1;
const HEADER: usize = 18 + 1 + 8 + 32;

/// The length of the file is a multiple of this, in bytes.
const GRAIN: usize = 16 * 1024;

const LOST: &str =
    "restore a backup into an empty directory with `demarche restore`, and bring the file over from there";

#[derive(Serialize)]
struct Written {
    v: u32,
    kind: Kind,
    entity: Box<RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row<'a> {
    v: u32,
    kind: &'a str,
    #[serde(borrow)]
    entity: &'a RawValue,
}

/// The takeaways of a data directory. Where it has `held` a journal before, the file must be there; else it is begun.
pub(super) fn open(dir: &Path, held: bool) -> Result<Vec<Entity>, JournalError> {
    let path = dir.join(FILE);
    let left = dir.join(PARTIAL);
    match fs::remove_file(&left) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(JournalError::io("remove", &left)(error)),
        _ => {}
    }
    match fs::read(&path) {
        Ok(bytes) => decode(&bytes).map_err(|it| it.located(&path, None, LOST)),
        Err(error) if error.kind() == ErrorKind::NotFound && held => {
            Err(JournalError::damaged(&path, "the file is missing, though there is a journal", LOST))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            save(dir, &encode(&[])?)?;
            Ok(Vec::new())
        }
        Err(error) => Err(JournalError::io("read", &path)(error)),
    }
}

/// Puts the file into a data directory, durably, whatever is there. It tells no time but the beginning of all.
pub(super) fn save(dir: &Path, bytes: &[u8]) -> Result<(), JournalError> {
    let path = dir.join(FILE);
    let before = fs::metadata(dir).and_then(|it| it.modified());
    let mut file = WholeFile::replacing(&path)?;
    file.write_all(bytes).map_err(JournalError::io("write", &path))?;
    file.set_times(timeless()).map_err(JournalError::io("set the times of", &path))?;
    file.replace()?;
    if let Ok(before) = before {
        // It says no more than the file system does anyway, where it cannot be set back.
        let _ = File::open(dir).and_then(|it| it.set_times(FileTimes::new().set_modified(before)));
    }
    Ok(())
}

fn timeless() -> FileTimes {
    FileTimes::new().set_accessed(SystemTime::UNIX_EPOCH).set_modified(SystemTime::UNIX_EPOCH)
}

/// The bytes of the file that holds these, in whatever order they come.
pub(super) fn encode(all: &[Entity]) -> Result<Vec<u8>, JournalError> {
    let mut all: Vec<&Entity> = all.iter().collect();
    all.sort_by_key(|it| place(it));
    let mut rows = Vec::new();
    for entity in all {
        let json = entity.to_json().map_err(JournalError::Unwritable)?;
        let row = Written { v: upcast::version(entity.kind()), kind: entity.kind(), entity: json };
        serde_json::to_writer(&mut rows, &row).map_err(JournalError::Unwritable)?;
        rows.push(b'\n');
    }
    let mut bytes = Vec::with_capacity((HEADER + rows.len()).next_multiple_of(GRAIN));
    bytes.extend_from_slice(MAGIC);
    bytes.push(VERSION);
    bytes.extend_from_slice(&(rows.len() as u64).to_be_bytes());
    bytes.extend_from_slice(blake3::hash(&rows).as_bytes());
    bytes.extend_from_slice(&rows);
    bytes.resize(bytes.len().next_multiple_of(GRAIN), 0);
    Ok(bytes)
}

/// The file that holds these, as it goes along with a backup.
pub(super) fn side(all: &[Entity]) -> Result<Side, JournalError> {
    let bytes = encode(all)?;
    Ok(Side::new(FILE, bytes.len() as u64, Cursor::new(bytes)))
}

/// Reads the bytes of the file: the takeaways, in the order of their keys.
pub(super) fn decode(bytes: &[u8]) -> Result<Vec<Entity>, Fault> {
    let damaged = |reason: &str| Fault::Damaged(reason.to_owned());
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| damaged("the file does not begin as one of takeaways"))?;
    let rest = match rest.split_first() {
        Some((&VERSION, rest)) => rest,
        Some((other, _)) => return Err(Fault::Newer(format!("version {other} of a file of takeaways"))),
        None => return Err(damaged("the file is cut short")),
    };
    let split = |(length, rest): (&[u8; 8], _)| {
        let (hash, rest): (&[u8; 32], &[u8]) = <[u8]>::split_first_chunk(rest)?;
        let (rows, padding) = rest.split_at_checked(usize::try_from(u64::from_be_bytes(*length)).ok()?)?;
        Some((*hash, rows, padding))
    };
    let (hash, rows, padding) =
        rest.split_first_chunk().and_then(split).ok_or_else(|| damaged("the file is cut short"))?;
    if blake3::hash(rows) != hash {
        return Err(damaged("the checksum of the file does not hold"));
    }
    if !bytes.len().is_multiple_of(GRAIN) || padding.len() >= GRAIN || padding.iter().any(|it| *it != 0) {
        return Err(damaged("the file does not end as it must"));
    }
    let text = std::str::from_utf8(rows).map_err(|_| damaged("the file is no text"))?;
    let all: Vec<Entity> = text.lines().map(row).collect::<Result<_, Fault>>()?;
    if !all.is_sorted_by(|a, b| place(a) < place(b)) {
        return Err(damaged("the takeaways are not in the order of their keys"));
    }
    Ok(all)
}

fn row(line: &str) -> Result<Entity, Fault> {
    let row: Row<'_> =
        serde_json::from_str(line).map_err(|it| Fault::Newer(format!("the form of a takeaway ({it})")))?;
    let entity = upcast::entity(row.kind, row.v, row.entity.get())?;
    match entity.is_takeaway() {
        true => Ok(entity),
        false => Err(Fault::Damaged("something in the file is no takeaway".to_owned())),
    }
}

/// Where an entity stands among all.
fn place(it: &Entity) -> (&Key, Kind) {
    (it.key(), it.kind())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt;

    use super::*;

    fn stance(key: &str) -> Entity {
        let json = format!(
            r#"{{"id":"{key}","state":"MEX","act":"3","position":"positive","observed_on":"2018-01-31","confidence":"low","evidence":[],"takeaway":"2","marking":"restricted","recorded_at":"2018-02-01T00:00:00Z"}}"#
        );
        Entity::from_json(Kind::Stance, &json).unwrap()
    }

    #[test]
    fn the_form_stays_and_does_not_depend_on_the_order() {
        let bytes = encode(&[stance("b"), stance("a")]).unwrap();
        assert_eq!(bytes, encode(&[stance("a"), stance("b")]).unwrap());
        assert_eq!(decode(&bytes), Ok(vec![stance("a"), stance("b")]));
        assert_eq!((bytes.len(), &bytes[..19]), (GRAIN, b"demarche takeaways\x01".as_slice()));
        let rows = &bytes[HEADER..];
        let row = format!(r#"{{"v":1,"kind":"stance","entity":{}}}"#, stance("a").to_json().unwrap());
        assert_eq!((rows.starts_with(row.as_bytes()), rows[row.len()]), (true, b'\n'));
        assert_eq!(encode(&[]).unwrap().len(), GRAIN);
    }

    #[test]
    fn nothing_that_is_cut_or_altered_is_read() {
        let bytes = encode(&[stance("a"), stance("b")]).unwrap();
        for at in (0..1000).chain([GRAIN - 1]) {
            assert!(decode(&bytes[..at]).is_err(), "{at}");
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            assert!(decode(&altered).is_err(), "{at}");
        }
        let check = |bytes: &[u8], expected: &str| match decode(bytes) {
            Err(Fault::Damaged(found) | Fault::Newer(found)) => assert_eq!(found, expected),
            Ok(found) => panic!("{found:?}"),
        };
        check(&bytes[..300], "the file is cut short");
        check(&[&bytes[..], &[0; GRAIN]].concat(), "the file does not end as it must");
        let mut later = bytes.clone();
        later[18] = 2;
        check(&later, "version 2 of a file of takeaways");
        let mut open = stance("c");
        if let Entity::Stance(it) = &mut open {
            std::sync::Arc::make_mut(it).takeaway = None;
        }
        check(&encode(&[open]).unwrap(), "something in the file is no takeaway");
        check(&encode(&[stance("a"), stance("a")]).unwrap(), "the takeaways are not in the order of their keys");
    }

    #[test]
    fn a_directory_has_the_file_from_the_first_on_and_it_tells_no_time() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(open(dir.path(), false).unwrap(), []);
        let changed = || fs::metadata(dir.path()).unwrap().modified().unwrap();
        let before = changed();
        save(dir.path(), &encode(&[stance("a")]).unwrap()).unwrap();
        let file = fs::metadata(dir.path().join(FILE)).unwrap();
        assert_eq!((file.mtime(), file.atime(), changed()), (0, 0, before));
        fs::write(dir.path().join(PARTIAL), "what a crash has left").unwrap();
        assert_eq!(open(dir.path(), true).unwrap(), [stance("a")]);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        fs::remove_file(dir.path().join(FILE)).unwrap();
        let missing = open(dir.path(), true).unwrap_err().to_string();
        assert!(missing.ends_with(&format!("the file is missing, though there is a journal; {LOST}")), "{missing}");
    }
}
