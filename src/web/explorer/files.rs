//! The files of an explorer: our own, which are part of the program, and those of a directory. Who gets them, and under
//! which policy, is decided elsewhere.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;

use bytes::Bytes;

/// The most that is read from a directory, in bytes in all and in files: it is held in memory.
const BYTES: usize = 64 * 1024 * 1024;
const FILES: usize = 4_000;

/// How deep directories lie within each other at most.
const DEPTH: usize = 8;

/// A file as it is served.
#[derive(Debug)]
pub(super) struct File {
    pub(super) bytes: Bytes,
    /// As the header `Content-Type` says it.
    pub(super) media: &'static str,
    /// As the header `ETag` says it.
    pub(super) tag: String,
}

impl File {
    pub(super) fn new(name: &str, bytes: Bytes) -> Self {
        let tag = format!("\"{}\"", &blake3::hash(&bytes).to_hex()[..32]);
        Self { media: media(name), tag, bytes }
    }
}

/// Why a directory is not served.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unusable {
    #[error("{0}")]
    Unreadable(#[from] io::Error),
    #[error("there is no index.html in it")]
    NoPage,
    #[error("it holds more than {FILES} files or {} MiB, or is deeper than {DEPTH}", BYTES / 1024 / 1024)]
    TooMuch,
}

/// Our own page's.
const OWN: [(&str, &str); 12] = [
    ("answer.js", include_str!("answer.js")),
    ("completion.js", include_str!("completion.js")),
    ("docs.js", include_str!("docs.js")),
    ("dom.js", include_str!("dom.js")),
    ("editor.js", include_str!("editor.js")),
    ("explorer.css", include_str!("explorer.css")),
    ("explorer.js", include_str!("explorer.js")),
    ("history.js", include_str!("history.js")),
    ("icon.svg", include_str!("icon.svg")),
    ("lexer.js", include_str!("lexer.js")),
    ("schema.js", include_str!("schema.js")),
    ("session.js", include_str!("session.js")),
];

pub(super) fn own() -> HashMap<String, File> {
    OWN.iter().map(|(name, text)| ((*name).to_owned(), File::new(name, Bytes::from_static(text.as_bytes())))).collect()
}

/// All files of a directory, by their paths in it. Links are not followed, and what is hidden is left out.
pub(super) fn read(directory: &Path) -> Result<HashMap<String, File>, Unusable> {
    let mut found = Found::default();
    found.walk(directory, "", DEPTH)?;
    if found.files.contains_key("index.html") { Ok(found.files) } else { Err(Unusable::NoPage) }
}

#[derive(Default)]
struct Found {
    files: HashMap<String, File>,
    bytes: usize,
}

impl Found {
    fn walk(&mut self, directory: &Path, prefix: &str, deeper: usize) -> Result<(), Unusable> {
        let deeper = deeper.checked_sub(1).ok_or(Unusable::TooMuch)?;
        for entry in fs::read_dir(directory)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let kind = entry.file_type()?;
            if name.starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                self.walk(&entry.path(), &format!("{prefix}{name}/"), deeper)?;
            } else if kind.is_file() {
                self.take(&entry, &format!("{prefix}{name}"))?;
            }
        }
        Ok(())
    }

    fn take(&mut self, entry: &fs::DirEntry, path: &str) -> Result<(), Unusable> {
        let length = usize::try_from(entry.metadata()?.len()).unwrap_or(usize::MAX);
        if self.files.len() == FILES || length > BYTES - self.bytes {
            return Err(Unusable::TooMuch);
        }
        let bytes = fs::read(entry.path())?;
        self.bytes = self.bytes.saturating_add(bytes.len()).min(BYTES);
        self.files.insert(path.to_owned(), File::new(path, bytes.into()));
        Ok(())
    }
}

/// The media type of a file by its name.
fn media(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |it| it.1) {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" | "webmanifest" => "application/json; charset=utf-8",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "ttf" => "font/ttf",
        "txt" | "md" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
