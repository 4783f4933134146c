//! Tells a service manager that waits for it that the service is up, or stopping: a datagram to the socket that it names
//! in the environment, as systemd does for units of `Type=notify`. Without such a socket nothing is told.

use std::ffi::OsStr;
use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// The variable that names the socket: a path, or `@` and a name that is in no file system.
const VARIABLE: &str = "NOTIFY_SOCKET";

/// What is told.
#[derive(Clone, Copy, Debug)]
pub(super) enum News {
    Ready,
    Stopping,
}

/// Tells it, where somebody wants to know.
pub(super) fn tell(news: News) {
    let Some(socket) = std::env::var_os(VARIABLE).filter(|it| !it.is_empty()) else { return };
    if let Err(fault) = send(&socket, news) {
        tracing::warn!(%fault, "the service manager could not be told: {news:?}");
    }
}

fn send(socket: &OsStr, news: News) -> io::Result<()> {
    let address = match socket.as_bytes().strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(socket)?,
    };
    let message: &[u8] = match news {
        News::Ready => b"READY=1",
        News::Stopping => b"STOPPING=1",
    };
    UnixDatagram::unbound()?.send_to_addr(message, &address).map(|_| ())
}
