//! Progress on standard error, where that is a terminal.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar of places.
pub(super) fn places() -> ProgressBar {
    bar("{bar:40} place {human_pos} of {human_len}")
}

/// A bar of bytes.
pub(super) fn bytes() -> ProgressBar {
    bar("{bar:40} {bytes} of {total_bytes}")
}

/// Bytes, where nobody knows how many there will be.
pub(super) fn bytes_so_far() -> ProgressBar {
    bar("{spinner} {bytes}")
}

fn bar(template: &str) -> ProgressBar {
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// Shows how much is done of how much.
pub(super) fn show(bar: &ProgressBar) -> impl Fn(u64, u64) + Sync {
    |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    }
}
