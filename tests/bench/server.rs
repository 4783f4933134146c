//! Servers in processes of their own: the service as it is shipped, and those it is compared with.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use actix_web::{App, HttpResponse, HttpServer, web};
use bytes::Bytes;

use super::client::follow;
use super::measure::cpu_of;

/// A server that ends with this.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// A coordinator's, of the service; others have none.
    pub(crate) token: String,
}

impl Server {
    /// The service, with the reference data.
    pub(crate) fn demo(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
        command.args(["serve", "--demo", "--listen", "127.0.0.1:0"]).args(arguments).stdout(Stdio::piped());
        let mut server = Self::start(&mut command);
        let mut link = String::new();
        BufReader::new(server.child.stdout.take().unwrap()).read_line(&mut link).unwrap();
        server.token = follow(server.address, &link);
        server
    }

    /// Another server of this benchmark.
    pub(crate) fn other(name: &str, file: &Path) -> Self {
        Self::start(Command::new(std::env::current_exe().unwrap()).arg(name).arg(file))
    }

    /// Waits for the line on standard error that says where it listens.
    fn start(command: &mut Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = lines.by_ref().map(Result::unwrap).find_map(|line| {
            let rest = line.split_once("http://")?.1;
            rest.split('/').next()?.parse().ok()
        });
        // What it says later is nobody's business, but it has to be able to say it.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address: address.expect("the server listens"), token: String::new() }
    }

    /// How many files it holds; a connection is one.
    pub(crate) fn files(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).unwrap().count()
    }

    /// The processor time it has had so far.
    pub(crate) fn cpu(&self) -> Duration {
        cpu_of(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves until killed.
pub(crate) fn serve(configure: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static) {
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || App::new().configure(configure.clone())).bind("127.0.0.1:0").unwrap();
        eprintln!("listening on http://{}/", server.addrs()[0]);
        server.run().await.unwrap();
    });
}

/// The least that actix-web can do: the same bytes, whatever is asked. A connection is only kept where the request's body is
/// read.
pub(crate) fn serve_bare(file: &Path) {
    let bytes = Bytes::from(std::fs::read(file).unwrap());
    serve(move |config| {
        let bytes = bytes.clone();
        let handler = move |_: Bytes| {
            let response = HttpResponse::Ok().content_type("application/json; charset=utf-8").body(bytes.clone());
            std::future::ready(response)
        };
        config.route("/graphql", web::post().to(handler));
    });
}
