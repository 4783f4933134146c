//! What the front costs: `leaders` asked for the first time over HTTP, by the processor time of the whole service, less that
//! of a bare actix-web handler that reads the same request and sends the same bytes, beside the same executed in this process
//! with no HTTP at all.

use std::hint::black_box;

use serde_json::json;

use super::client::{Client, post};
use super::measure::{Table, Target, cpu_of_thread, median};
use super::reads::{OPERATIONS, demo, scratch};
use super::scale::Asker;
use super::server::Server;

const ROUNDS: usize = 25;
const ASKED: u32 = 400;

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
    let bare = Server::other("serve-bare", &file);
    let mut of_bare = Client::new(bare.address);
    let each = |seconds: f64| seconds * 1e6 / f64::from(ASKED);
    let rounds: Vec<_> = (0..=ROUNDS)
        .map(|_| {
            let requests: Vec<_> = (0..ASKED).map(|_| post(&service.token, &fresh(), &json!({}))).collect();
            let cpu = |server: &Server, client: &mut Client| {
                let before = server.cpu();
                for request in &requests {
                    black_box(client.send(request));
                }
                each((server.cpu() - before).as_secs_f64())
            };
            let (whole, bare) = (cpu(&service, &mut client), cpu(&bare, &mut of_bare));
            let documents: Vec<_> = (0..ASKED).map(|_| fresh()).collect();
            let before = cpu_of_thread();
            for document in documents {
                black_box(asker.ask(document));
            }
            (whole, bare, each((cpu_of_thread() - before).as_secs_f64()))
        })
        // The first is for what is made once.
        .skip(1)
        .collect();
    let middle = |pick: fn(&(f64, f64, f64)) -> f64| median(&rounds.iter().map(pick).collect::<Vec<_>>());
    let (whole, bare, alone) = (middle(|it| it.0), middle(|it| it.1), middle(|it| it.2));
    let detail = format!("{whole:.0} us less {bare:.0} us to {alone:.0} us");
    let ratios = rounds.iter().map(|(whole, bare, alone)| (whole - bare) / alone).collect();
    table.add(
        format!("{name}: CPU over HTTP, less a bare handler's, to executed alone"),
        Target::AtMost(1.15),
        ratios,
        detail,
    );
    let ratios = rounds.iter().map(|(whole, _, alone)| whole / alone).collect();
    let detail = format!("{whole:.0} us to {alone:.0} us");
    table.add(format!("{name}: CPU over HTTP, sockets and all, to executed alone"), Target::None, ratios, detail);
}
