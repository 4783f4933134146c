//! How values are written, wherever they come from: each is read from a text, and told as one. Lists are several texts.

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::time::Duration;

use tracing::Level;

use crate::cli::logs::Form;
use crate::domain::{CallerRole, Day};
use crate::web::{Anonymous, Origin};

/// A value of one text.
pub(super) trait Word: Sized {
    /// Reads it; or says what it must be.
    fn read(text: &str) -> Result<Self, String>;

    /// As it is read.
    fn told(&self) -> String;
}

/// A value of as many texts as there may be.
pub(super) trait Value: Sized {
    /// Reads it; or says what it must be.
    fn read(texts: &[String]) -> Result<Self, String>;

    /// As it is read; nothing where it is not set.
    fn told(&self) -> Vec<String>;
}

impl<T: Word> Value for T {
    fn read(texts: &[String]) -> Result<Self, String> {
        match texts {
            [text] => Word::read(text),
            _ => Err("one value is wanted".to_owned()),
        }
    }

    fn told(&self) -> Vec<String> {
        vec![Word::told(self)]
    }
}

impl<T: Word> Value for Option<T> {
    fn read(texts: &[String]) -> Result<Self, String> {
        let is_zero = texts.iter().any(|it| it == "0");
        let hint = if is_zero { "; leave it out for none" } else { "" };
        <T as Value>::read(texts).map(Some).map_err(|it| format!("{it}{hint}"))
    }

    fn told(&self) -> Vec<String> {
        self.iter().map(Word::told).collect()
    }
}

impl<T: Word> Value for Vec<T> {
    fn read(texts: &[String]) -> Result<Self, String> {
        texts.iter().map(|it| T::read(it)).collect()
    }

    fn told(&self) -> Vec<String> {
        self.iter().map(Word::told).collect()
    }
}

/// A whole number of at least 1.
fn whole<T: TryFrom<u64>>(text: &str) -> Result<T, String> {
    let number = text.parse::<u64>().ok().filter(|it| *it > 0);
    let number = number.and_then(|it| T::try_from(it).ok());
    number.ok_or_else(|| format!("{text:?} is no whole number of at least 1 that can be counted to"))
}

impl Word for u64 {
    fn read(text: &str) -> Result<Self, String> {
        whole(text)
    }

    fn told(&self) -> String {
        self.to_string()
    }
}

impl Word for u32 {
    fn read(text: &str) -> Result<Self, String> {
        whole(text)
    }

    fn told(&self) -> String {
        self.to_string()
    }
}

impl Word for usize {
    fn read(text: &str) -> Result<Self, String> {
        whole(text)
    }

    fn told(&self) -> String {
        self.to_string()
    }
}

impl Word for Duration {
    fn read(text: &str) -> Result<Self, String> {
        let seconds = text.parse::<f64>().ok().filter(|it| (0.001..=86_400.0).contains(it));
        seconds.map(Self::from_secs_f64).ok_or_else(|| {
            format!("{text:?} is no number of seconds above 0 (0.001 at least) and of at most a day (86400)")
        })
    }

    fn told(&self) -> String {
        self.as_secs_f64().to_string()
    }
}

impl Word for bool {
    fn read(text: &str) -> Result<Self, String> {
        match text {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(format!("{text:?} is neither true nor false")),
        }
    }

    fn told(&self) -> String {
        self.to_string()
    }
}

impl Word for PathBuf {
    fn read(text: &str) -> Result<Self, String> {
        if text.is_empty() { Err("a path is wanted, and this is empty".to_owned()) } else { Ok(text.into()) }
    }

    fn told(&self) -> String {
        self.display().to_string()
    }
}

impl Word for SocketAddr {
    fn read(text: &str) -> Result<Self, String> {
        let found = text.to_socket_addrs().ok().and_then(|mut it| it.next());
        found.ok_or_else(|| {
            "an address is a name or number of this machine and a port, such as 127.0.0.1:8080".to_owned()
        })
    }

    fn told(&self) -> String {
        self.to_string()
    }
}

impl Word for Day {
    fn read(text: &str) -> Result<Self, String> {
        Self::parse(text).map_err(str::to_owned)
    }

    fn told(&self) -> String {
        self.to_string()
    }
}

impl Word for Anonymous {
    fn read(text: &str) -> Result<Self, String> {
        let is_viewer = text == CallerRole::Viewer.as_str();
        if is_viewer { Ok(Self::Viewer) } else { Err("callers without a token are viewers".to_owned()) }
    }

    fn told(&self) -> String {
        CallerRole::Viewer.as_str().to_owned()
    }
}

impl Word for Form {
    fn read(text: &str) -> Result<Self, String> {
        one_of(text, &[("human", Self::Human), ("json", Self::Json)])
    }

    fn told(&self) -> String {
        match self {
            Self::Human => "human".to_owned(),
            Self::Json => "json".to_owned(),
        }
    }
}

impl Word for Level {
    fn read(text: &str) -> Result<Self, String> {
        one_of(
            text,
            &[
                ("error", Self::ERROR),
                ("warn", Self::WARN),
                ("info", Self::INFO),
                ("debug", Self::DEBUG),
                ("trace", Self::TRACE),
            ],
        )
    }

    fn told(&self) -> String {
        self.to_string().to_ascii_lowercase()
    }
}

impl Word for Origin {
    fn read(text: &str) -> Result<Self, String> {
        Self::parse(text).map_err(str::to_owned)
    }

    fn told(&self) -> String {
        self.as_str().to_owned()
    }
}

fn one_of<T: Copy>(text: &str, words: &[(&str, T)]) -> Result<T, String> {
    let found = words.iter().find(|it| it.0 == text).map(|it| it.1);
    found.ok_or_else(|| {
        let all: Vec<_> = words.iter().map(|it| it.0).collect();
        format!("{text:?} is none of {}", all.join(", "))
    })
}
