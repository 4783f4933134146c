//! Whether a directory is one to keep a journal in: that it is a directory, the caller's own, and has a journal, or room for
//! one and nothing else. What the files hold is read elsewhere; nothing here changes them.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::{
    JournalError, audit, engine, erased, guard, head, persons, recover, secret, snapshots, takeaways, texts, whole,
};

/// What file systems make in an empty directory.
pub(super) const LOST_AND_FOUND: &str = "lost+found";

/// What a journal consists of. A crash may leave any of it, and not the rest, where one was being begun.
const OURS: [&str; 11] = [
    guard::LOCK,
    head::FILE,
    engine::DIR,
    persons::FILE,
    erased::FILE,
    texts::FILE,
    secret::FILE,
    takeaways::FILE,
    audit::DIR,
    audit::HEAD,
    snapshots::DIR,
];

/// As [`demand_own`]; and refuses a directory that holds something and no journal: one that was named by mistake.
pub fn demand_fit(dir: &Path) -> Result<(), JournalError> {
    demand_own(dir)?;
    if recover::exists(dir) {
        return Ok(());
    }
    // Where it cannot be read, or is not there, whoever opens or makes it says so.
    let names = fs::read_dir(dir).into_iter().flatten().filter_map(|it| it.ok()?.file_name().into_string().ok());
    match names.filter(|it| !is_ours(it) && it != LOST_AND_FOUND).min() {
        Some(found) => Err(JournalError::Stranger { dir: dir.to_owned(), found }),
        None => Ok(()),
    }
}

/// Whether a journal may have a file of this name, or be about to.
fn is_ours(name: &str) -> bool {
    OURS.contains(&name.strip_suffix(whole::PARTIAL).unwrap_or(name))
}

/// Refuses what is there and is no directory, and a directory of somebody else: what is written into it would not be its
/// owner's, who could then open it no more. What is not there yet is refused to nobody.
pub fn demand_own(dir: &Path) -> Result<(), JournalError> {
    let Ok(found) = fs::metadata(dir) else {
        // Whoever opens or makes it says why it cannot be.
        return Ok(());
    };
    refusal(dir, found.is_dir(), found.uid(), rustix::process::geteuid().as_raw()).map_or(Ok(()), Err)
}

/// Why `me`, the number of a user, is not to keep a journal in what is there and belongs to `owner`.
fn refusal(dir: &Path, is_dir: bool, owner: u32, me: u32) -> Option<JournalError> {
    let dir = dir.to_owned();
    match (is_dir, owner == me) {
        (false, _) => Some(JournalError::NoDirectory { path: dir }),
        (true, false) => Some(JournalError::Elses { dir, owner, me }),
        (true, true) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_its_owners_alone() {
        let check = |is_dir, owner, me, expected: Option<&str>| {
            let said = refusal(Path::new("d"), is_dir, owner, me).map(|it| it.to_string());
            assert_eq!(said.as_deref(), expected, "{is_dir} {owner} {me}");
        };
        check(true, 0, 0, None);
        check(true, 998, 998, None);
        let another =
            "d belongs to the user with number 998, and you are 0: run this as that user, such as by sudo -u '#998'";
        check(true, 998, 0, Some(another));
        check(true, 998, 1000, Some(&another.replace("are 0", "are 1000")));
        // Nobody is told to become root.
        let of_root = "d belongs to the user with number 0, and you are 998: have it and all that is in it be yours, such as \
                       by sudo chown -R 998 d";
        check(true, 0, 998, Some(of_root));
        check(false, 998, 998, Some("d is a file and not a directory: name a directory, or what is to become one"));
    }

    #[test]
    fn a_directory_that_holds_something_else_is_none_for_a_journal() {
        let check = |names: &[&str], expected: Option<&str>| {
            let dir = tempfile::tempdir().unwrap();
            names.iter().for_each(|it| fs::write(dir.path().join(it), "").unwrap());
            let said = demand_fit(dir.path()).err().map(|it| it.to_string());
            let expected = expected.map(|it| {
                let shown = dir.path().display();
                format!("{shown} holds {it} and no journal: name another directory, an empty or a new one")
            });
            assert_eq!(said, expected, "{names:?}");
        };
        check(&[], None);
        check(&["lost+found"], None);
        check(&["photo.jpeg", "lost+found"], Some("photo.jpeg"));
        check(&[".profile"], Some(".profile"));
        // What a crash has left of a beginning, whatever of it.
        check(&OURS[3..], None);
        check(&["lock", "persons.keys.partial", "takeaways"], None);
        check(&["lock", "notes.partial"], Some("notes.partial"));
        // There is a journal: what else is there is its owner's business.
        check(&["HEAD", "photo.jpeg"], None);
        check(&["journal", "photo.jpeg"], None);
    }

    #[test]
    fn what_is_not_there_is_refused_to_nobody() {
        let dir = tempfile::tempdir().unwrap();
        demand_own(dir.path()).unwrap();
        demand_own(&dir.path().join("new")).unwrap();
        fs::write(dir.path().join("file"), "").unwrap();
        demand_own(&dir.path().join("file")).unwrap_err();
    }
}
