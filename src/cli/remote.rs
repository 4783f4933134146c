//! A service that is running, asked for backups over HTTP.

use std::io::{Read, Write};
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use ureq::http::{Response, Uri, uri};
use ureq::{Agent, Body};

use super::CliError;
use crate::journal::{self, BackedUp, Passphrase};
use crate::store::Secret;

/// How long it may take to connect.
const CONNECT: Duration = Duration::from_secs(10);

/// How long it may take until a service begins to answer.
const SILENCE: Duration = Duration::from_secs(120);

/// How long an answer may take in all: a service that stalls does not hold up the next backup for ever.
const LONGEST: Duration = Duration::from_secs(6 * 60 * 60);

/// The most that a backup of keys, or a refusal, is read of.
const LARGEST: u64 = 1 << 30;

/// The service.
pub(super) struct Remote {
    url: String,
    /// What is shown with every request.
    authorization: String,
    agent: Agent,
}

impl Remote {
    /// The service at this address, which must be one of this machine: nothing on the way is encrypted, neither the token
    /// nor what comes back.
    pub(super) fn new(url: &str) -> Result<Self, CliError> {
        let refused = || {
            CliError::Refused(format!(
                "{url} is no address of a service on this machine, such as http://127.0.0.1:8080: \
                 nothing on the way is encrypted, so backups are taken over loopback addresses alone"
            ))
        };
        let parsed: Uri = url.parse().map_err(|_| refused())?;
        let host = parsed.host().unwrap_or_default();
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let is_local = host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|it| it.is_loopback());
        let is_bare = matches!(parsed.path(), "" | "/") && parsed.query().is_none();
        let names_user = parsed.authority().is_some_and(|it| it.as_str().contains('@'));
        if parsed.scheme() != Some(&uri::Scheme::HTTP) || !is_local || !is_bare || names_user {
            return Err(refused());
        }
        let config = Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None);
        let config =
            config.timeout_connect(Some(CONNECT)).timeout_recv_response(Some(SILENCE)).timeout_recv_body(Some(LONGEST));
        Ok(Self {
            url: url.trim_end_matches('/').to_owned(),
            authorization: String::new(),
            agent: config.build().into(),
        })
    }

    /// The same, shown this token.
    pub(super) fn shown(self, token: &Secret) -> Self {
        Self { authorization: format!("Bearer {}", token.reveal()), ..self }
    }

    /// A backup of the journal, checked as it arrives.
    pub(super) fn back_up(&self, out: &mut dyn Write, progress: &dyn Fn(u64)) -> Result<BackedUp, CliError> {
        let url = format!("{}/backup", self.url);
        let response = self.agent.get(&url).header("Authorization", &self.authorization).call();
        let response = self.accepted(response)?;
        Ok(journal::receive(response.into_body().into_reader(), Path::new(&url), out, progress)?)
    }

    /// A backup of the persons' keys.
    pub(super) fn back_up_keys(&self, passphrase: &Passphrase) -> Result<Vec<u8>, CliError> {
        let request = self.agent.post(format!("{}/backup/keys", self.url)).header("Authorization", &self.authorization);
        let response = request.content_type("application/octet-stream").send(passphrase.as_bytes());
        let mut bytes = Vec::new();
        let read = self.accepted(response)?.into_body().into_reader().take(LARGEST).read_to_end(&mut bytes);
        read.map_err(|it| self.failed(it.to_string()))?;
        Ok(bytes)
    }

    fn accepted(&self, response: Result<Response<Body>, ureq::Error>) -> Result<Response<Body>, CliError> {
        let response = response.map_err(|it| self.failed(it.to_string()))?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let mut text = Vec::new();
        // What cannot be read of a refusal leaves its status.
        let _ = response.into_body().into_reader().take(64 * 1024).read_to_end(&mut text);
        let errors: Value = serde_json::from_slice(&text).unwrap_or_default();
        let said = errors.pointer("/errors/0/message").and_then(Value::as_str);
        let unknown = || format!("it answered {status}: is it demarche, and of this version?");
        Err(self.failed(said.map_or_else(unknown, str::to_owned)))
    }

    fn failed(&self, reason: String) -> CliError {
        CliError::Remote { url: self.url.clone(), reason }
    }
}

#[cfg(test)]
mod tests {
    use super::Remote;

    #[test]
    fn only_services_on_this_machine_are_asked() {
        let check = |url: &str, expected: Option<&str>| {
            assert_eq!(Remote::new(url).ok().map(|it| it.url).as_deref(), expected, "{url}");
        };
        check("http://127.0.0.1:8080", Some("http://127.0.0.1:8080"));
        check("http://localhost:8080/", Some("http://localhost:8080"));
        check("http://[::1]:8080", Some("http://[::1]:8080"));
        check("http://localhost", Some("http://localhost"));
        for refused in [
            "https://127.0.0.1:8080",
            "http://demarche.example:8080",
            "http://127.0.0.1.example",
            "http://10.0.0.1",
            "http://127.0.0.1:8080/graphql",
            "http://127.0.0.1:8080/?x",
            "http://localhost@demarche.example/",
            "http://me@localhost/",
            "127.0.0.1:8080",
            "localhost",
            "",
        ] {
            check(refused, None);
        }
    }
}
