//! https: the certificate and its key, read from files, and read anew when they change. Which files, and whether there are
//! any, is the command line's business.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{InconsistentKeys, ServerConfig};

use super::error::WebError;

/// What the service shows to those who connect.
#[derive(Debug)]
pub struct Tls {
    cert: PathBuf,
    key: PathBuf,
    current: ArcSwap<CertifiedKey>,
    /// What the files held that it was read from, hashed.
    seen: Mutex<blake3::Hash>,
}

impl Tls {
    /// Reads both files: PEM, the service's own certificate first, and its key without a passphrase.
    pub fn read(cert: &Path, key: &Path) -> Result<Self, WebError> {
        let (certs, keys) = (bytes("tls-cert", cert)?, bytes("tls-key", key)?);
        let current = ArcSwap::from_pointee(certified(cert, &certs, key, &keys)?);
        let seen = Mutex::new(hash(&certs, &keys));
        Ok(Self { cert: cert.to_owned(), key: key.to_owned(), current, seen })
    }

    /// Reads them again, and shows what they hold now to those who connect from here on. Whether they have changed. On a
    /// mistake it is as before.
    pub(super) fn renew(&self) -> Result<bool, WebError> {
        let (certs, keys) = (bytes("tls-cert", &self.cert)?, bytes("tls-key", &self.key)?);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let hash = hash(&certs, &keys);
        if *seen == hash {
            return Ok(false);
        }
        self.current.store(Arc::new(certified(&self.cert, &certs, &self.key, &keys)?));
        *seen = hash;
        Ok(true)
    }

    /// How the server speaks.
    pub(super) fn config(self: &Arc<Self>) -> Result<ServerConfig, WebError> {
        let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().map_err(|it| self.unusable(&it))?;
        let resolver: Arc<dyn ResolvesServerCert> = Arc::<Self>::clone(self);
        Ok(builder.with_no_client_auth().with_cert_resolver(resolver))
    }

    fn unusable(&self, fault: &rustls::Error) -> WebError {
        WebError::Tls(format!("{} cannot be used: {fault}", self.cert.display()))
    }
}

impl ResolvesServerCert for Tls {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current.load_full())
    }
}

/// The file that a setting names.
fn bytes(setting: &str, path: &Path) -> Result<Vec<u8>, WebError> {
    std::fs::read(path).map_err(|source| WebError::Tls(format!("{setting}: cannot read {}: {source}", path.display())))
}

fn hash(certs: &[u8], keys: &[u8]) -> blake3::Hash {
    blake3::Hasher::new().update(blake3::hash(certs).as_bytes()).update(keys).finalize()
}

/// The certificates with the key that belongs to the first.
fn certified(cert: &Path, certs: &[u8], key: &Path, keys: &[u8]) -> Result<CertifiedKey, WebError> {
    let mistake = |message: String| Err(WebError::Tls(message));
    let certs: Vec<CertificateDer<'static>> = match CertificateDer::pem_slice_iter(certs).collect() {
        Ok(certs) => certs,
        Err(fault) => return mistake(format!("{} is not PEM as it should be: {fault}", cert.display())),
    };
    if certs.is_empty() {
        return mistake(format!(
            "{} holds no certificate: it must be PEM, the service's own certificate first",
            cert.display()
        ));
    }
    let Ok(private) = PrivateKeyDer::from_pem_slice(keys) else {
        return mistake(format!("{} holds no private key: it must be PEM, without a passphrase", key.display()));
    };
    match CertifiedKey::from_der(certs, private, &ring::default_provider()) {
        Ok(certified) => Ok(certified),
        Err(rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch)) => {
            mistake(format!("the key in {} is not that of the first certificate in {}", key.display(), cert.display()))
        }
        Err(fault) => mistake(format!("{} and {} cannot be used: {fault}", cert.display(), key.display())),
    }
}
