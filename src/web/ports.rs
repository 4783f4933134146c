//! The addresses that are listened on. They are had before anything else is opened, so that one that cannot be had leaves
//! nothing behind; connections are taken once all else is ready, and refused until then.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener};

use socket2::{Domain, Protocol, Socket, Type};

use super::error::WebError;

/// How many connections wait to be taken.
const BACKLOG: i32 = 1024;

/// The addresses of a service, which nobody else has from here on.
pub struct Ports {
    pub(super) api: Port,
    pub(super) metrics: Option<Port>,
}

impl Ports {
    /// Has that of the service, and that of its metrics, where they have their own. Port 0 is any that is free.
    pub fn hold(listen: SocketAddr, metrics: Option<SocketAddr>) -> Result<Self, WebError> {
        let api = Port::hold("listen", listen)?;
        let metrics = metrics.map(|it| Port::hold("metrics-listen", it)).transpose()?;
        Ok(Self { api, metrics })
    }
}

/// One of them.
pub(super) struct Port {
    /// What it is called where an operator chooses it.
    setting: &'static str,
    address: SocketAddr,
    socket: Socket,
}

impl Port {
    fn hold(setting: &'static str, address: SocketAddr) -> Result<Self, WebError> {
        let held = (|| {
            let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
            // Connections of a service that has just ended are in nobody's way.
            socket.set_reuse_address(true)?;
            socket.bind(&address.into())?;
            Ok(socket)
        })();
        held.map(|socket| Self { setting, address, socket }).map_err(|source| refused(setting, address, source))
    }

    /// Lets connections come.
    pub(super) fn listen(self) -> Result<TcpListener, WebError> {
        let Self { setting, address, socket } = self;
        socket.listen(BACKLOG).map_err(|source| refused(setting, address, source))?;
        Ok(socket.into())
    }
}

fn refused(setting: &'static str, address: SocketAddr, source: io::Error) -> WebError {
    WebError::Listen { setting, address, advice: advice(source.kind()), source }
}

/// What to do about an address that cannot be had.
fn advice(why: ErrorKind) -> &'static str {
    match why {
        ErrorKind::AddrInUse => "choose another port, or stop what listens there",
        ErrorKind::AddrNotAvailable => "choose an address that this machine has",
        ErrorKind::PermissionDenied => "choose a port from 1024 on",
        _ => "choose another address",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_had_once_and_listened_on_later() {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let ports = Ports::hold(any, Some(any)).unwrap();
        let listener = ports.api.listen().unwrap();
        let address = listener.local_addr().unwrap();
        let check = |refused: Result<Ports, WebError>, setting: &str| {
            let said = refused.err().unwrap().to_string();
            let begins = format!("{setting}: cannot listen on {address}: Address already in use");
            let ends = "; choose another port, or stop what listens there";
            assert!(said.starts_with(&begins) && said.ends_with(ends), "{said}");
        };
        check(Ports::hold(address, None), "listen");
        check(Ports::hold(any, Some(address)), "metrics-listen");
        // Until it is listened on, nobody gets in.
        let metrics = ports.metrics.unwrap();
        let closed = metrics.socket.local_addr().unwrap().as_socket().unwrap();
        assert_eq!(std::net::TcpStream::connect(closed).unwrap_err().kind(), ErrorKind::ConnectionRefused);
        let _open = metrics.listen().unwrap();
        std::net::TcpStream::connect(closed).unwrap();
    }
}
