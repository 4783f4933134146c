//! What the front costs: `leaders` asked for the first time over HTTP, by the processor time of the whole service, beside the
//! same executed with no front: by a bare actix-web handler that takes the body as the document and sends the answer's bytes.
//! What both spend on connections, a bare handler that executes nothing tells, and it is taken from both. Requests come to
//! all of them in the same way, one after another, so that the processor's caches are as cold.

use std::hint::black_box;
use std::sync::Arc;

use actix_web::{HttpResponse, web};
use demarche::domain::Clearance;
use serde_json::json;

use super::client::{Client, post, post_text};
use super::measure::{Table, Target, cpu_of_thread, median};
use super::reads::{OPERATIONS, demo, scratch};
use super::scale::Asker;
use super::server::{self, Server};

const ROUNDS: usize = 25;
/// How often each is asked in a round, and how many times in one go.
const TURNS: u32 = 20;
const ASKED: usize = 20;

/// Executes what is in a body, as a coordinator, and no more.
pub(crate) fn serve_executed() {
    let asker = Arc::new(Asker::new(0));
    server::serve(move |config| {
        let asker = asker.clone();
        let handler = move |document: String| {
            let asker = asker.clone();
            async move {
                let bytes = asker.execute(Clearance::Coordinator, document).await;
                HttpResponse::Ok().content_type("application/json; charset=utf-8").body(bytes)
            }
        };
        config.route("/graphql", web::post().to(handler));
    });
}

/// What the requests of a round cost, in seconds: of the service, of a server that only executes, of one that does nothing, and executed
/// in this process with no server at all.
#[derive(Default)]
struct Costs {
    service: f64,
    executed: f64,
    bare: f64,
    alone: f64,
}

pub(crate) fn measure(table: &mut Table) {
    let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let service = demo(&directory);
    let (mut client, asker, mut asked) = (Client::new(service.address), Asker::new(0), 0_u32);
    let (name, document) = OPERATIONS[0];
    let mut fresh = || {
        asked += 1;
        format!("# {asked:08}\n{document}")
    };
    let file = scratch("front.json");
    std::fs::write(&file, client.send(&post(&service.token, document, &json!({})))).unwrap();
    let (executed, bare) = (Server::other("serve-executed", &file), Server::other("serve-bare", &file));
    let (mut of_executed, mut of_bare) = (Client::new(executed.address), Client::new(bare.address));
    // All are asked by turns, so that a minute in which the machine is slow is so for all of them.
    let rounds: Vec<_> = (0..=ROUNDS)
        .map(|_| {
            (0..TURNS).fold(Costs::default(), |so_far, _| {
                let documents: Vec<_> = (0..ASKED).map(|_| fresh()).collect();
                let requests: Vec<_> = documents.iter().map(|it| post(&service.token, it, &json!({}))).collect();
                let texts: Vec<_> = documents.iter().map(|it| post_text(it)).collect();
                Costs {
                    service: so_far.service + cpu(&service, &mut client, &requests),
                    executed: so_far.executed + cpu(&executed, &mut of_executed, &texts),
                    bare: so_far.bare + cpu(&bare, &mut of_bare, &requests),
                    alone: so_far.alone + alone(&asker, documents),
                }
            })
        })
        // The first is for what is made once.
        .skip(1)
        .collect();
    let middle = |pick: fn(&Costs) -> f64| {
        let each: Vec<_> = rounds.iter().map(|it| pick(it) * 1e6 / f64::from(TURNS) / ASKED as f64).collect();
        median(&each)
    };
    let (of_service, of_executed) = (middle(|it| it.service), middle(|it| it.executed));
    let (of_bare, of_alone) = (middle(|it| it.bare), middle(|it| it.alone));
    table.add(
        format!("{name}: CPU with the front to executed without it, both less a bare handler's"),
        Target::AtMost(1.15),
        rounds.iter().map(|it| (it.service - it.bare) / (it.executed - it.bare)).collect(),
        format!("{of_service:.0} us to {of_executed:.0} us, each less {of_bare:.0} us"),
    );
    table.add(
        format!("{name}: CPU over HTTP, sockets and all, to executed over and over in a process with no server"),
        Target::None,
        rounds.iter().map(|it| it.service / it.alone).collect(),
        format!("{of_service:.0} us to {of_alone:.0} us"),
    );
}

/// The processor time that a server has for these requests, in seconds.
fn cpu(server: &Server, client: &mut Client, requests: &[Vec<u8>]) -> f64 {
    let before = server.cpu();
    for request in requests {
        black_box(client.send(request));
    }
    (server.cpu() - before).as_secs_f64()
}

/// The processor time of executing these in this process, in seconds.
fn alone(asker: &Asker, documents: Vec<String>) -> f64 {
    let before = cpu_of_thread();
    for document in documents {
        black_box(asker.ask(document));
    }
    (cpu_of_thread() - before).as_secs_f64()
}
