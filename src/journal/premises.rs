//! Whether a directory is one to keep a journal in: that it is a directory, the caller's own or left to them by root, and has
//! a journal, or room for one and nothing else. What the files hold is read elsewhere; nothing here changes them.

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
    if !found.is_dir() {
        return Err(JournalError::NoDirectory { path: dir.to_owned() });
    }
    let me = rustix::process::geteuid().as_raw();
    // Where they cannot be told there are none.
    let groups = rustix::process::getgroups().unwrap_or_default();
    let groups = groups.into_iter().chain([rustix::process::getegid()]).map(|it| it.as_raw()).collect::<Vec<_>>();
    let keeper = fs::metadata(dir.join(guard::LOCK)).ok().map(|it| it.uid());
    let found = Found { owner: found.uid(), group: found.gid(), mode: found.mode(), keeper };
    match found.elses(me, &groups) {
        Some(owner) => Err(JournalError::Elses { dir: dir.to_owned(), owner, me }),
        None => Ok(()),
    }
}

/// A directory that is there: the numbers of its owner and group, its mode, and who has the journal in it, if there is one.
#[derive(Clone, Copy, Debug)]
struct Found {
    owner: u32,
    group: u32,
    mode: u32,
    keeper: Option<u32>,
}

impl Found {
    /// Whose it is, where `me`, who is in `groups`, is not to keep a journal in it.
    fn elses(self, me: u32, groups: &[u32]) -> Option<u32> {
        let owner = match self.keeper {
            Some(keeper) if self.is_lent() => keeper,
            None if self.is_lent() && groups.contains(&self.group) => me,
            _ => self.owner,
        };
        (owner != me).then_some(owner)
    }

    /// Whether it is root's, who may do everything anyway, and left to a group, as platforms of containers do it with volumes;
    /// what is made in it is its maker's alone. Where all may write, anybody could put other files in the place of ours.
    fn is_lent(self) -> bool {
        self.owner == 0 && self.mode & 0o072 == 0o070
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_its_owners_or_left_by_root_to_a_group() {
        let check = |(owner, group, mode), keeper, me, expected: Option<u32>| {
            let found = Found { owner, group, mode, keeper };
            assert_eq!(found.elses(me, &[me, 2000]), expected, "{found:?} {me}");
        };
        check((0, 0, 0o700), None, 0, None);
        check((998, 998, 0o700), None, 998, None);
        check((998, 998, 0o777), None, 998, None);
        check((998, 998, 0o700), None, 0, Some(998));
        check((998, 998, 0o700), None, 1000, Some(998));
        check((0, 0, 0o755), None, 998, Some(0));
        check((0, 2000, 0o2770), None, 998, None);
        check((0, 2000, 0o2775), None, 998, None);
        // Not a group of this user, one that may not do all, one of somebody else's directory, and one for everybody.
        check((0, 2001, 0o2770), None, 998, Some(0));
        check((0, 2000, 0o2750), None, 998, Some(0));
        check((0, 2000, 0o707), None, 998, Some(0));
        check((1000, 2000, 0o2770), None, 998, Some(1000));
        check((0, 2000, 0o2777), None, 998, Some(0));
        // Who has begun a journal there keeps it, even from root.
        check((0, 2000, 0o2770), Some(998), 998, None);
        check((0, 2000, 0o2770), Some(998), 1000, Some(998));
        check((0, 2000, 0o2770), Some(998), 0, Some(998));
        check((0, 2000, 0o2770), Some(0), 998, Some(0));
        check((0, 2000, 0o2770), None, 0, None);
        check((0, 0, 0o700), Some(998), 0, None);
        check((998, 998, 0o700), Some(0), 998, None);
    }

    #[test]
    fn who_is_refused_is_told_whose_it_is_and_what_to_do() {
        let check = |owner, me, expected: &str| {
            let said = JournalError::Elses { dir: "d".into(), owner, me }.to_string();
            assert_eq!(said, expected);
        };
        let another =
            "d belongs to the user with number 998, and you are 0: run this as that user, such as by sudo -u '#998'";
        check(998, 0, another);
        check(998, 1000, &another.replace("are 0", "are 1000"));
        // Nobody is told to become root.
        let of_root = "d belongs to the user with number 0, and you are 998: have it and all that is in it be yours, such as \
                       by sudo chown -R 998 d";
        check(0, 998, of_root);
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
