//! The program as its users run it: a process with its results, its complaints and its exit code; or one that serves,
//! at an address that its log names.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use demarche::cli::tables::fixtures;
use serde_json::{Value, json};

use crate::wire::{self, Door, Reply};

/// How long anything may take that is waited for. Reached only where a test fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A process that has ended.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The exit code; absent where a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// The only complaint of a process that did not do what it was asked, with this exit code and no result.
    pub(crate) fn complaint(&self, code: i32) -> &str {
        assert_eq!((self.code, self.out.as_str()), (Some(code), ""), "{self:?}");
        let mut lines = self.err.lines();
        let first = lines.next().unwrap();
        assert_eq!(lines.next(), None, "{self:?}");
        first.strip_prefix("demarche: ").unwrap()
    }

    /// The results of a process that did what it was asked.
    pub(crate) fn done(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }
}

pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env_remove("RUST_BACKTRACE").env_remove("RUST_LOG").env_remove("DEMARCHE_ROUNDS");
    command
}

/// Runs the program to its end.
pub(crate) fn run(arguments: &[&str]) -> Ran {
    let output = program(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A directory for one test, with data in it or without.
pub(crate) struct Place(tempfile::TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// Writes a file, and says where.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), content).unwrap();
        self.text(name)
    }

    /// Runs a verb on the data in the directory of this name.
    pub(crate) fn run(&self, data: &str, arguments: &[&str]) -> Ran {
        let dir = self.text(data);
        run(&[arguments, &["--data", &dir]].concat())
    }

    /// Imports files, and says what changed.
    pub(crate) fn import(&self, data: &str, files: &[String]) -> Ran {
        let files: Vec<_> = files.iter().map(String::as_str).collect();
        self.run(data, &[&["import"], files.as_slice()].concat())
    }

    /// The reference data in a data directory of this name.
    pub(crate) fn with_fixtures(&self, data: &str) {
        self.import(data, &reference_files()).done();
    }

    /// Data of one person, and the reference data, in a data directory of this name.
    pub(crate) fn with_person(&self, data: &str) {
        self.with_fixtures(data);
        let row = "amina,MEX,geneva,Counsellor,,local,,Amina Okello,amina@example.org,+41220000000,coalition,\n";
        let header = "contact_id,iso3,city_id,post,institution,level,acts,name,email,phone,marking,body_id\n";
        self.import(data, &[self.file("person.csv", format!("{header}{row}"))]).done();
    }

    /// Backs up the data in the directory of this name, with its keys, into files of these names.
    pub(crate) fn back_up(&self, data: &str, out: &str, keys: &str) -> Ran {
        let (out, keys, passphrase) = (self.text(out), self.text(keys), self.passphrase());
        self.run(data, &["backup", "--out", &out, "--keys", &keys, "--passphrase", &passphrase])
    }

    /// A file that holds a passphrase.
    pub(crate) fn passphrase(&self) -> String {
        self.file("passphrase", "correct horse battery\n")
    }

    /// What `verify` prints.
    pub(crate) fn verified(&self, data: &str) -> String {
        self.run(data, &["verify"]).done()
    }

    /// What `verify` prints of the journal: the same however often somebody has looked, or was refused.
    pub(crate) fn journal(&self, data: &str) -> String {
        of_the_journal(&self.verified(data))
    }

    /// Exports to a directory of this name: the files with their bytes.
    pub(crate) fn export(&self, data: &str, out: &str) -> Vec<(String, String)> {
        self.run(data, &["export", "--out", &self.text(out)]).done();
        files_in(&self.path(out))
    }
}

/// What `verify` has printed, without what it says of the audit log.
pub(crate) fn of_the_journal(verified: &str) -> String {
    verified.lines().filter(|it| !it.starts_with("audit")).map(|it| format!("{it}\n")).collect()
}

/// The files of a directory, by name.
pub(crate) fn files_in(dir: &Path) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(dir).unwrap().map(|it| it.unwrap());
    let read = |it: std::fs::DirEntry| {
        (it.file_name().into_string().unwrap(), String::from_utf8(std::fs::read(it.path()).unwrap()).unwrap())
    };
    let mut files: Vec<_> = entries.map(read).collect();
    files.sort();
    files
}

/// Compares files, and names the first line that differs.
pub(crate) fn check_same(files: &[(String, String)], others: &[(String, String)]) {
    let names = |files: &[(String, String)]| files.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
    assert_eq!(names(files), names(others));
    for ((name, content), (_, other)) in files.iter().zip(others) {
        for (at, (line, other)) in content.lines().zip(other.lines()).enumerate() {
            assert_eq!(line, other, "{name}:{}", at + 1);
        }
        assert!(content == other, "{name}: one of the files is longer");
    }
}

/// The paths of the reference files.
pub(crate) fn reference_files() -> Vec<String> {
    fixtures::FILES.iter().map(|(name, _)| format!("{}/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).collect()
}

/// The data directory that a command names.
fn data_of(command: &Command) -> Option<PathBuf> {
    let arguments: Vec<_> = command.get_args().collect();
    let at = arguments.iter().position(|it| *it == "--data")?;
    arguments.get(at + 1).map(PathBuf::from)
}

/// Where the token is kept that stories ask a service with: beside the data directory.
pub(crate) fn token_file(dir: &Path) -> PathBuf {
    dir.with_extension("token")
}

/// Makes a coordinator's token for the service of a data directory, unless there is one.
pub(crate) fn token_for(dir: &Path) {
    if !token_file(dir).exists() {
        keep_token(dir, &program(&["token"]));
    }
}

/// As [`token_for`], by a command that has been prepared but for its arguments.
pub(crate) fn keep_token(dir: &Path, command: &Command) {
    let mut making = Command::new(command.get_program());
    making.args(["token", "create", "--role", "coordinator", "--name", "Test", "--data"]).arg(dir);
    let set = command.get_envs().filter_map(|(name, value)| Some((name, value?)));
    let output = making.envs(set).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    std::fs::write(token_file(dir), String::from_utf8(output.stdout).unwrap().trim_end()).unwrap();
}

/// The token in the cookie that a reply sets.
pub(crate) fn cookie_of(reply: &Reply) -> Option<String> {
    let value = reply.header("set-cookie").strip_prefix("demarche=")?.split(';').next()?;
    Some(value.to_owned())
}

/// Commands that a service has given itself, or that make its tokens: no story's own.
pub(crate) const OF_TOKENS: [&str; 4] = ["createToken", "revokeToken", "redeemLink", "noteTokenUse"];

/// A process that serves. Killed where it is dropped.
pub(crate) struct Served {
    child: Child,
    /// Where it serves, with a coordinator's token.
    pub(crate) address: Door,
    out: BufReader<ChildStdout>,
    log: Receiver<String>,
    /// The log up to the line that named the address.
    pub(crate) before: Vec<String>,
}

impl Served {
    /// Starts serving, and waits for the line of the log that names the address. Asks with a coordinator's token: the
    /// demo's, or one that is made before where none was.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let command = serving(arguments);
        if let Some(dir) = data_of(&command).filter(|_| !arguments.contains(&"--demo")) {
            token_for(&dir);
        }
        Self::begin(command)
    }

    /// As [`Served::start`], of a command that has been prepared. Without the demo it asks with the token that was made for
    /// the directory, if one was.
    pub(crate) fn begin(mut command: Command) -> Self {
        let is_demo = command.get_args().any(|it| it == "--demo");
        let mut child = command.spawn().unwrap();
        let (sender, log) = channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let out = BufReader::new(child.stdout.take().unwrap());
        let mut served = Self { child, address: Door::default(), out, log, before: Vec::new() };
        while served.address.is_empty() {
            let line = served.log.recv_timeout(PATIENCE);
            assert!(line.is_ok(), "nothing is served: {:?}", served.before);
            let line = line.unwrap();
            match line.split_once("GraphQL is at http").and_then(|it| it.1.split_once("://")) {
                Some((_, rest)) => served.address.address = rest.split('/').next().unwrap().to_owned(),
                None => served.before.push(line),
            }
        }
        let kept = data_of(&command).map(|dir| token_file(&dir));
        let token = kept.as_ref().and_then(|it| std::fs::read_to_string(it).ok());
        served.address.token = token.or_else(|| {
            let token = is_demo.then(|| served.follow_link())?;
            std::fs::write(kept?, &token).unwrap();
            Some(token)
        });
        served
    }

    /// Follows the sign-in link that the demo prints: the token that it is exchanged for.
    fn follow_link(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        let path = line.trim_end().strip_prefix(&format!("http://{}", self.address)).unwrap();
        cookie_of(&wire::send(&self.address, &format!("POST {path}"), &[], b"")).unwrap()
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/graphql", self.address)
    }

    /// Asks by GraphQL over HTTP.
    pub(crate) fn ask(&self, document: &str, variables: Value) -> Value {
        let body = json!({ "query": document, "variables": variables }).to_string();
        let reply = wire::post(&self.address, &body);
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json()
    }

    /// The data of an answer without errors.
    pub(crate) fn data(&self, document: &str) -> Value {
        let answer = self.ask(document, json!({}));
        assert!(answer["errors"].is_null(), "{answer}");
        answer["data"].clone()
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        wire::get(&self.address, path)
    }

    /// The memory of the process that is resident, in bytes.
    pub(crate) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }

    /// The processor time that the process has taken so far.
    pub(crate) fn processor_time(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let fields: Vec<_> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        let ticks: u64 = fields[11..13].iter().map(|it| it.parse::<u64>().unwrap()).sum();
        Duration::from_millis(ticks * 10)
    }

    /// Sends the process a signal: `TERM`, `INT` or `KILL`.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &pid]).status().unwrap().success());
    }

    /// Kills the process, and waits until it is gone.
    pub(crate) fn kill(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }

    /// Waits until the log says this, unless it has said so before it named the address: the line.
    pub(crate) fn says(&self, text: &str) -> String {
        if let Some(line) = self.before.iter().find(|it| it.contains(text)) {
            return line.clone();
        }
        loop {
            let line = self.log.recv_timeout(PATIENCE);
            assert!(line.is_ok(), "the log does not say {text:?}");
            if let Some(line) = line.ok().filter(|it| it.contains(text)) {
                return line;
            }
        }
    }

    /// Waits until the process has ended: how, and the rest of its log.
    pub(crate) fn ended(mut self) -> Ran {
        let mut out = String::new();
        self.out.read_to_string(&mut out).unwrap();
        let code = self.child.wait().unwrap().code();
        let err: Vec<_> = self.log.iter().collect();
        Ran { code, out, err: err.join("\n") }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The command that serves, at an address of its own.
pub(crate) fn serving(arguments: &[&str]) -> Command {
    program(&[&["serve", "--listen", "127.0.0.1:0"], arguments].concat())
}

/// What the environment asks for: `DEMARCHE_ROUNDS=ROUNDS`, or `DEMARCHE_ROUNDS=ROUNDS@SEED`.
fn asked() -> Option<(u32, Option<u64>)> {
    let text = std::env::var("DEMARCHE_ROUNDS").ok()?;
    let (rounds, seed) = text.split_once('@').map_or((text.as_str(), None), |(rounds, seed)| (rounds, Some(seed)));
    Some((rounds.parse().unwrap(), seed.map(|it| it.parse().unwrap())))
}

/// How many rounds a test makes that could go on for ever: so many, or more where the environment asks for it.
pub(crate) fn rounds(usual: u32) -> u32 {
    asked().map_or(usual, |it| it.0)
}

/// Dice, and their seed in the output of a test that fails: always the same ones in a usual run, others each time in a
/// long one, unless the environment names their seed.
pub(crate) fn dice() -> fastrand::Rng {
    let seed = match asked() {
        None => 1,
        Some((_, Some(seed))) => seed,
        Some((_, None)) => fastrand::u64(..1_000_000_000),
    };
    println!("seed {seed}: DEMARCHE_ROUNDS=ROUNDS@{seed} throws these dice again");
    fastrand::Rng::with_seed(seed)
}
