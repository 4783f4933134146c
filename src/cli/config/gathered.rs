//! The settings, gathered from where they may be said: a flag counts before the environment, that before the file, and
//! that before the default. What was said of each, and where, is kept for `config check`.

use std::fmt;
use std::path::PathBuf;

use clap::Args;

use super::declared;
use super::file::{self, Said};
use super::flags::Flags;
use super::nearest::nearest;
use super::setting::{Form, PREFIX, Setting};
use super::settings::Settings;
use crate::cli::logs::Logs;
use crate::cli::{CliError, bearer};

/// What was said on the command line.
#[derive(Args, Default)]
pub(in crate::cli) struct Chosen {
    /// The file that says what no flag and no variable of the environment says, as TOML. Without it, demarche.toml in the
    /// working directory, if it is there.
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    #[command(flatten)]
    pub(super) flags: Flags,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Default,
    File(PathBuf, usize),
    Variable(String),
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path, line) => write!(f, "{}, line {line}", path.display()),
            Self::Variable(name) => f.write_str(name),
            Self::Flag(name) => write!(f, "--{name}"),
        }
    }
}

/// Settings, with where each comes from.
#[derive(Debug)]
pub(in crate::cli) struct Gathered {
    pub(in crate::cli) settings: Settings,
    /// In the order in which they are declared.
    pub(super) origins: Vec<Origin>,
    /// Variables that look like settings and are none.
    pub(in crate::cli) unknown: Vec<String>,
}

impl Chosen {
    /// Gathers them: from the command line, the environment of the process, and the file.
    pub(in crate::cli) fn gather(&self) -> Result<Gathered, CliError> {
        let variables = std::env::vars_os().filter_map(|(name, value)| {
            let name = name.into_string().ok().filter(|it| it.starts_with(PREFIX))?;
            Some((name, value.into_string().map_err(|_| ())))
        });
        let mut known = Vec::new();
        for (name, value) in variables {
            let value = value.map_err(|()| CliError::Refused(format!("{name} is not valid UTF-8")))?;
            known.push((name, value));
        }
        let path = self.file();
        let said = path.as_ref().map(|it| file::read(it)).transpose()?.unwrap_or_default();
        self.with(&path.unwrap_or_default(), &said, &known)
    }

    /// How the log is to be written, as far as that can be told where something else is wrong: for the complaint.
    pub(in crate::cli) fn logs(&self) -> Logs {
        let text = self.file().and_then(|it| std::fs::read_to_string(it).ok()).unwrap_or_default();
        let mut settings = Settings::default();
        for setting in declared::within(None).filter(|it| ["log", "log-level"].contains(&it.name)) {
            let flag = || self.flags.said(setting).map(<[String]>::to_vec);
            let variable = || std::env::var(setting.variable()).ok().filter(|it| !it.is_empty()).map(|it| vec![it]);
            let said = flag().or_else(variable).or_else(|| file::glimpse(&text, setting));
            // A mistake in this very setting is complained of as it would be by default.
            let _ = said.map(|texts| (setting.take)(&mut settings, &texts));
        }
        settings.logs
    }

    /// The file that is read, if one is.
    fn file(&self) -> Option<PathBuf> {
        let usual = PathBuf::from(file::USUAL);
        self.config.clone().or_else(|| usual.exists().then_some(usual))
    }

    /// As [`Chosen::gather`], with what the file and the environment say. An empty variable says nothing.
    pub(super) fn with(
        &self,
        path: &std::path::Path,
        said: &[Said],
        variables: &[(String, String)],
    ) -> Result<Gathered, CliError> {
        let mut settings = Settings::default();
        let mut origins = Vec::new();
        for setting in declared::ALL {
            let (name, variable) = (setting.flag_name(), setting.variable());
            let in_file = said.iter().find(|it| std::ptr::eq(it.setting, setting));
            let in_variable = variables.iter().find(|it| it.0 == variable && !it.1.is_empty());
            let (origin, texts) = match (self.flags.said(setting), in_variable, in_file) {
                (Some(texts), _, _) => (Origin::Flag(name), texts.to_vec()),
                (_, Some((_, text)), _) => (Origin::Variable(variable), from_variable(setting, text)),
                (_, _, Some(said)) => (Origin::File(path.to_owned(), said.line), said.texts.clone()),
                _ => (Origin::Default, Vec::new()),
            };
            if origin != Origin::Default {
                let taken = (setting.take)(&mut settings, &texts);
                taken.map_err(|it| CliError::Refused(format!("{origin}: {it}")))?;
            }
            origins.push(origin);
        }
        if let Some(contradiction) = settings.contradiction() {
            return Err(CliError::Refused(contradiction));
        }
        Ok(Gathered { settings, origins, unknown: unknown(variables) })
    }
}

/// What a variable holds: of a list, what commas divide.
fn from_variable(setting: &Setting, text: &str) -> Vec<String> {
    match setting.form {
        Form::List(_) => text.split(',').map(|it| it.trim().to_owned()).collect(),
        _ => vec![text.to_owned()],
    }
}

/// Variables that are no settings. They are told and not refused: some platforms set variables that begin with the names
/// of their services.
fn unknown(variables: &[(String, String)]) -> Vec<String> {
    let names: Vec<_> = declared::ALL.iter().map(Setting::variable).collect();
    let is_known = |it: &str| it == bearer::VARIABLE || names.iter().any(|name| name == it);
    let strange = variables.iter().map(|it| it.0.as_str()).filter(|it| !is_known(it));
    let told = strange.map(|it| match nearest(bare(it), names.iter().map(|it| bare(it))) {
        Some(meant) => format!("{it} is no setting and does nothing: perhaps {PREFIX}{meant} is meant"),
        None => format!("{it} is no setting and does nothing"),
    });
    told.collect()
}

/// The name without how all begin.
fn bare(variable: &str) -> &str {
    variable.strip_prefix(PREFIX).unwrap_or(variable)
}
