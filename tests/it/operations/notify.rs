//! A service manager that waits to be told that the service is up, and that it stops: as systemd does with `Type=notify`.

use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};

use crate::program::{PATIENCE, Place, Served, serving, token_for};

fn heard(manager: &UnixDatagram) -> String {
    let mut bytes = [0; 64];
    let length = manager.recv(&mut bytes).unwrap();
    String::from_utf8(bytes[..length].to_vec()).unwrap()
}

#[test]
fn whoever_manages_the_service_is_told_that_it_is_up_and_that_it_stops() {
    let place = Place::new();
    place.with_fixtures("data");
    token_for(&place.path("data"));
    let name = format!("demarche-test-{}", std::process::id());
    let abstract_name = SocketAddr::from_abstract_name(&name).unwrap();
    let managers = [
        (place.text("notify"), UnixDatagram::bind(place.path("notify")).unwrap()),
        (format!("@{name}"), UnixDatagram::bind_addr(&abstract_name).unwrap()),
    ];
    for (socket, manager) in managers {
        manager.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut command = serving(&["--data", &place.text("data")]);
        command.env("NOTIFY_SOCKET", &socket);
        let served = Served::begin(command);
        assert_eq!(heard(&manager), "READY=1", "{socket}");
        assert_eq!(served.get("/health/ready").status, 200);
        manager.set_nonblocking(true).unwrap();
        assert!(manager.recv(&mut [0; 64]).is_err(), "more is said than that it is up");
        manager.set_nonblocking(false).unwrap();
        served.signal("TERM");
        assert_eq!(heard(&manager), "STOPPING=1", "{socket}");
        assert_eq!(served.ended().code, Some(0));
    }
    // A manager that is not there keeps nobody from serving.
    let mut command = serving(&["--data", &place.text("data")]);
    command.env("NOTIFY_SOCKET", place.path("nobody"));
    let served = Served::begin(command);
    served.says("the service manager could not be told: Ready");
    assert_eq!(served.get("/health/ready").status, 200);
}
