//! What the files hold that the settings name: certificate and key, documents, the explorer. They are read before anything is
//! opened, so that a mistake in one is told alike by `serve` and by `config check`, and leaves nothing behind.

use super::settings::Settings;
use crate::api::{Api, TrustedDocuments};
use crate::cli::CliError;
use crate::web::{Explorer, Tls};

/// What was read.
pub(in crate::cli) struct Prepared {
    /// The schema; with a list of documents, answering those alone.
    pub(in crate::cli) api: Api,
    /// What is shown to those who connect by https, where they do.
    pub(in crate::cli) tls: Option<Tls>,
    /// What browsers get.
    pub(in crate::cli) explorer: Explorer,
}

impl Prepared {
    /// Reads them; or says what is wrong with the first that is.
    pub(in crate::cli) fn of(settings: &Settings) -> Result<Self, CliError> {
        let reach = &settings.reach;
        let tls = reach.tls_cert.as_ref().zip(reach.tls_key.as_ref());
        let tls = tls.map(|(cert, key)| Tls::read(cert, key)).transpose()?;
        let api = api(settings)?;
        let explorer = Explorer::load(settings.server.explorer.as_deref(), settings.today)?;
        Ok(Self { api, tls, explorer })
    }
}

fn api(settings: &Settings) -> Result<Api, CliError> {
    let api = Api::new(settings.limits.clone());
    let Some(path) = &settings.documents else {
        return Ok(api);
    };
    let wrong = |fault: String| CliError::Refused(format!("documents: {fault}"));
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|source| wrong(format!("cannot read {}: {source}", path.display())))?;
    let trusting = TrustedDocuments::read(&text).and_then(|it| api.trusting(it));
    trusting.map_err(|fault| wrong(format!("{}: {fault}", path.display())))
}
