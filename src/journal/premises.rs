//! Whether a directory is one to keep a journal in: that it is a directory, and the caller's own. What is in it is read
//! elsewhere; nothing here changes it.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::JournalError;

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
    fn what_is_not_there_is_refused_to_nobody() {
        let dir = tempfile::tempdir().unwrap();
        demand_own(dir.path()).unwrap();
        demand_own(&dir.path().join("new")).unwrap();
        fs::write(dir.path().join("file"), "").unwrap();
        demand_own(&dir.path().join("file")).unwrap_err();
    }
}
