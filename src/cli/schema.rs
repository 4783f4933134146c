//! `demarche schema`: the contract, as text.

use std::io::Write;

use super::CliError;
use crate::api::Api;

pub(super) fn run() -> Result<(), CliError> {
    std::io::stdout().write_all(Api::default().sdl().as_bytes()).map_err(CliError::Output)
}
