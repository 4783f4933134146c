//! Who asks, as far as answers depend on it. How that is known is the business of whoever takes the request.

use crate::domain::{Actor, Clearance, Id, Token};

/// Who asks.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Under which name changes are recorded.
    pub actor: Actor,
    /// What may be seen.
    pub clearance: Clearance,
    /// By which token they have signed in; absent where they have not.
    pub token: Option<Id<Token>>,
}
