//! Why the store could not do what it was asked. That it would not is no error: see [`super::Rejection`].

use crate::graph::Dangling;
use crate::journal::JournalError;

/// A fault of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing can be written any more; what was acknowledged is safe, and reads go on.
    #[error("nothing can be written until the service is started anew: {0}")]
    ReadOnly(String),
    /// Nothing was changed, and writes go on once there is what lacks: room on the device, as a rule.
    #[error("nothing was changed: {0}")]
    NotNow(String),
    /// The journal cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The journal's facts contradict one another.
    #[error("the journal is whole, but what it says is not: {0}")]
    Dangling(#[from] Dangling),
    /// The writer could not be started.
    #[error("the writer could not be started: {0}")]
    Thread(#[source] std::io::Error),
    /// What must be noted before it is shown could not be noted.
    #[error("the audit log takes no entries now, so what must be noted in it is not shown")]
    Unnoted,
    /// The service is stopping.
    #[error("the service is stopping and takes no more writes")]
    Closed,
}
