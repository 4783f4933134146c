//! `demarche token`: making, listing and taking away tokens in the data directory of a service that is not running; and
//! the link of the demo.

use std::io::Write;

use clap::{Args, Subcommand};

use super::CliError;
use super::data::Data;
use super::world::RealWorld;
use crate::domain::command::{CreateToken, RevokeToken, TokenCommand};
use crate::domain::{Actor, CallerRole, Clearance, Command, Day, Token, TokenUse};
use crate::journal::JournalError;
use crate::store::{Rejection, Request, Secret, Store, StoreError};

/// Make, list and revoke tokens, by which callers show who they are.
///
/// The data directory is changed, which no service may have open; while one runs an admin does the same by the mutations
/// createToken and revokeToken.
#[derive(Args)]
pub(super) struct Tokens {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Create(Create),
    List(List),
    Revoke(Revoke),
}

/// Make a token, and print its secret: alone, and this once.
///
/// Whoever has the secret is let in with the role: hand it over on a way that is safe, and keep no copy. What is kept of it
/// in the data directory is a hash.
#[derive(Args)]
struct Create {
    /// What its bearer may see and do: viewer, analyst, advocate, coordinator or admin.
    #[arg(long, value_name = "ROLE", value_parser = role)]
    role: CallerRole,
    /// What it is called, such as the name of its bearer.
    #[arg(long)]
    name: String,
    /// The key of the organisation whose advocate its bearer is. The advocate says it too: where both are given, they must
    /// agree.
    #[arg(long, value_name = "KEY")]
    organisation: Option<String>,
    /// The key of the advocate its bearer is; for an advocate's token, and needed there.
    #[arg(long, value_name = "KEY")]
    advocate: Option<String>,
    /// The last day on which it is good, in UTC.
    #[arg(long, value_name = "DATE", value_parser = day)]
    expires: Option<Day>,
    /// Print a one-time sign-in link in place of the secret: whoever opens it first, within a week, is signed in in their
    /// browser.
    #[arg(long, requires = "url")]
    link: bool,
    /// The address at which the service is reached in a browser, such as https://demarche.example.
    #[arg(long, value_name = "URL", requires = "link", value_parser = address)]
    url: Option<String>,
    #[command(flatten)]
    data: Data,
}

/// List the tokens, the oldest first: a line each, its columns parted by tabs.
#[derive(Args)]
struct List {
    #[command(flatten)]
    data: Data,
}

/// Take a token away: from here on it is good for nothing.
#[derive(Args)]
struct Revoke {
    /// The token's key, as the list names it.
    key: String,
    #[command(flatten)]
    data: Data,
}

fn role(text: &str) -> Result<CallerRole, String> {
    let roles = || CallerRole::ALL.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(", ");
    CallerRole::parse(text).ok_or_else(|| format!("a role is one of {}", roles()))
}

fn day(text: &str) -> Result<Day, &'static str> {
    Day::parse(text)
}

fn address(text: &str) -> Result<String, &'static str> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest.map(|it| it.trim_end_matches('/')) {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => Err("an address is a scheme and a host, such as https://demarche.example"),
    }
}

impl Tokens {
    pub(super) fn run(self) -> Result<(), CliError> {
        let lines = match self.what {
            What::Create(it) => it.run(),
            What::List(it) => it.run(),
            What::Revoke(it) => it.run(),
        }?;
        std::io::stdout().write_all(lines.as_bytes()).map_err(CliError::Output)
    }
}

impl Create {
    fn run(self) -> Result<String, CliError> {
        let wanted = Wanted {
            role: self.role,
            name: self.name,
            organisation: self.organisation.map(|it| format!("organisation:{it}")),
            advocate: self.advocate.map(|it| format!("advocate:{it}")),
            expires: self.expires,
            usage: if self.link { TokenUse::Link } else { TokenUse::Bearer },
        };
        let store = open(&self.data)?;
        let made = make(&store, wanted);
        store.close()?;
        let secret = made?.map_err(refused)?;
        Ok(match &self.url {
            Some(url) => format!("{}\n", link(url, &secret)),
            None => format!("{}\n", secret.reveal()),
        })
    }
}

impl List {
    fn run(self) -> Result<String, CliError> {
        let store = existing(&self.data)?;
        let snapshot = store.snapshot();
        let view = snapshot.view(&Clearance::Admin, store.world().today());
        let mut tokens: Vec<_> = view.all::<Token>().filter_map(|it| view.get(it)).collect();
        tokens.sort_by_key(|it| (it.created_at, &it.id));
        let now = store.world().now();
        let mut lines = "key\trole\tuse\tstate\tcreated\texpires\tlast used\torganisation\tadvocate\tname\n".to_owned();
        for token in tokens {
            let absent = || "-".to_owned();
            let columns = [
                token.id.as_str().to_owned(),
                token.role.to_string(),
                token.usage.to_string(),
                state(token, now).to_owned(),
                Day::of(token.created_at).to_string(),
                token.expires_at.map_or_else(absent, |it| it.to_string()),
                token.last_used_on.map_or_else(absent, |it| it.to_string()),
                token.organisation.as_ref().map_or_else(absent, |it| it.as_str().to_owned()),
                token.advocate.as_ref().map_or_else(absent, |it| it.as_str().to_owned()),
                token.person.as_ref().and_then(|it| it.name.as_ref()).map_or_else(absent, ToString::to_string),
            ];
            lines.push_str(&columns.join("\t"));
            lines.push('\n');
        }
        store.close()?;
        Ok(lines)
    }
}

fn state(token: &Token, now: jiff::Timestamp) -> &'static str {
    match token.revoked_at {
        Some(_) => "revoked",
        None if token.is_good(now) => "good",
        None => "expired",
    }
}

impl Revoke {
    fn run(self) -> Result<String, CliError> {
        let store = existing(&self.data)?;
        let wish = RevokeToken { token: format!("token:{}", self.key), expected_revision: None };
        let answer = store.submit_and_wait(request(TokenCommand::Revoke(wish)));
        store.close()?;
        answer?.outcome.map_err(refused)?;
        Ok(String::new())
    }
}

/// A token to make.
struct Wanted {
    role: CallerRole,
    name: String,
    organisation: Option<String>,
    advocate: Option<String>,
    expires: Option<Day>,
    usage: TokenUse,
}

fn make(store: &Store, wanted: Wanted) -> Result<Result<Secret, Rejection>, StoreError> {
    let secret = Secret::new(store.world());
    let wish = CreateToken {
        key: secret.key().clone(),
        hash: secret.hash(),
        usage: wanted.usage,
        role: Some(wanted.role),
        name: Some(wanted.name),
        organisation: wanted.organisation,
        advocate: wanted.advocate,
        expires_at: wanted.expires.map(|it| it.next().begins().to_string()),
    };
    let answer = store.submit_and_wait(request(TokenCommand::Create(Box::new(wish))))?;
    Ok(answer.outcome.map(|_| secret))
}

/// A one-time link to a coordinator's token, for the demo.
pub(super) fn for_demo(store: &Store) -> Result<Secret, CliError> {
    let wanted = Wanted {
        role: CallerRole::Coordinator,
        name: "Demo".to_owned(),
        organisation: None,
        advocate: None,
        expires: None,
        usage: TokenUse::Link,
    };
    make(store, wanted)?.map_err(refused)
}

/// The address of a one-time link at a service.
pub(super) fn link(url: &str, secret: &Secret) -> String {
    format!("{url}/sign-in/{}", secret.reveal())
}

/// A request of whoever has the files in hand, and gives and takes away tokens.
fn request(command: TokenCommand) -> Request {
    Request {
        command: Command::Token(command),
        actor: Actor("command-line".into()),
        clearance: Clearance::Admin,
        once: None,
    }
}

fn existing(data: &Data) -> Result<Store, CliError> {
    if data.holds_journal()? {
        return open(data);
    }
    let reason = format!("{} holds no journal: name the data directory with --data", data.dir.display());
    Err(CliError::Refused(reason))
}

fn open(data: &Data) -> Result<Store, CliError> {
    data.open(RealWorld::default()).map_err(|it| match it {
        CliError::Journal(JournalError::InUse { dir }) => CliError::Serving(dir),
        other => other,
    })
}

/// A refusal, with flags in place of fields.
fn refused(rejection: Rejection) -> CliError {
    let said = rejection.errors.iter().map(|it| match it.path.last().map(String::as_str) {
        Some("token") | None => it.message.clone(),
        Some("expiresAt") => format!("--expires: {}", it.message),
        Some(field) => format!("--{field}: {}", it.message),
    });
    CliError::Refused(said.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_is_a_scheme_and_a_host() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(address(text).ok().as_deref(), expected, "{text}");
        check("https://demarche.example", Some("https://demarche.example"));
        check("http://127.0.0.1:8080/", Some("http://127.0.0.1:8080"));
        for bad in ["", "demarche.example", "ftp://x", "https://", "https://x/y", "https://x?y", "https://me@x"] {
            check(bad, None);
        }
    }
}
