//! The command line as it explains itself: what --help says, and what is not understood.

use crate::program::run;

#[test]
fn help_names_every_verb_and_every_flag() {
    let check = |arguments: &[&str], expected: &[&str]| {
        let out = run(&[arguments, &["--help"]].concat()).done();
        for word in expected {
            assert!(out.contains(word), "{arguments:?} {word}\n{out}");
        }
    };
    check(
        &[],
        &[
            "serve",
            "import",
            "export",
            "backup",
            "restore",
            "verify",
            "token",
            "schema",
            "Exit codes:",
            "  0  ",
            "  1  ",
            "  2  ",
            "  3  ",
        ],
    );
    check(
        &["serve"],
        &["--data <DIR>", "--listen <ADDRESS>", "127.0.0.1:8080", "--demo", "--today <DATE>", "--anonymous <ROLE>"],
    );
    check(&["import"], &["<FILE.csv>...", "--data <DIR>", "--dry-run"]);
    check(&["export"], &["--data <DIR>", "--out <DIR>"]);
    check(
        &["backup"],
        &[
            "--out <FILE>",
            "--data <DIR>",
            "--url <URL>",
            "--token-file <FILE>",
            "--keys <KEYS-FILE>",
            "--passphrase <FILE>",
        ],
    );
    check(&["token"], &["create", "list", "revoke"]);
    check(
        &["token", "create"],
        &[
            "--role <ROLE>",
            "--name <NAME>",
            "--organisation <KEY>",
            "--advocate <KEY>",
            "--expires <DATE>",
            "--link",
            "--url <URL>",
        ],
    );
    check(&["restore"], &["<FILE>...", "--data <DIR>", "--passphrase <FILE>"]);
    check(&["verify"], &["[FILE]", "--data <DIR>", "--passphrase <FILE>"]);
    check(&["schema"], &["Print the GraphQL schema"]);
    // What a verb does is said at length.
    check(&["backup"], &["keep it elsewhere, and the passphrase elsewhere again"]);
    check(&["import"], &["Every bad row is reported with its file"]);
}

#[test]
fn a_command_line_that_is_not_understood_is_two() {
    for arguments in [
        &[][..],
        &["fly"],
        &["import"],
        &["export"],
        &["verify", "--fast"],
        &["backup"],
        &["restore"],
        &["serve", "--today", "tomorrow"],
    ] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
        assert!(ran.err.contains("Usage:") || ran.err.contains("--help"), "{ran:?}");
    }
}
