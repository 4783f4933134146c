//! Reading the reference data: questions asked for the first time, beside async-graphql over plain vectors; and asked
//! again, beside a bare handler that sends the same bytes.

use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::json;

use super::client::{Client, post};
use super::measure::{Table, Target, cpu_of_thread, median};
use super::plain::Plain;
use super::scale::Asker;
use super::server::Server;

/// The questions, as the pages ask them.
pub(crate) const OPERATIONS: &[(&str, &str)] = &[
    ("leaders", include_str!("../../schema/operations/leaders.graphql")),
    ("outreach", include_str!("../../schema/operations/outreach.graphql")),
    ("roadmap", include_str!("../../schema/operations/roadmap.graphql")),
    ("stanceMatrix", include_str!("../../schema/operations/stance_matrix.graphql")),
];

const ROUNDS: usize = 15;
/// How much of the plain server's time a round takes, about.
const ROUND: Duration = Duration::from_millis(200);
/// How many clients ask at once where requests a second are counted.
const CLIENTS: usize = 8;

/// A file for the time of the benchmark, on the disk that the build is on.
pub(crate) fn scratch(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// The service with the reference data, on the day that negotiations began.
pub(crate) fn demo(directory: &tempfile::TempDir) -> Server {
    Server::demo(&["--data", directory.path().to_str().unwrap(), "--today", "2018-02-01"])
}

pub(crate) fn measure(table: &mut Table) {
    let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let service = demo(&directory);
    let mut client = Client::new(service.address);
    let mut answers = Vec::new();
    for (_, document) in OPERATIONS {
        answers.extend_from_slice(client.send(&post(&service.token, document, &json!({}))));
        answers.push(b'\n');
    }
    let file = scratch("answers.json");
    std::fs::write(&file, answers).unwrap();
    let plain = Server::other("serve-plain", &file);
    for (name, document) in OPERATIONS {
        first_time(table, name, document, &service, &plain);
    }
    in_process(table);
    for (name, document) in OPERATIONS {
        again(table, name, document, &service);
    }
}

/// Requests that differ in a comment, so that no answer is kept for them.
struct Fresh<'d> {
    token: &'d str,
    document: &'d str,
    asked: u64,
}

impl Fresh<'_> {
    fn next(&mut self) -> Vec<u8> {
        self.asked += 1;
        post(self.token, &format!("# {:08}\n{}", self.asked, self.document), &json!({}))
    }
}

/// The processor time of a server for so many requests.
fn cpu(server: &Server, client: &mut Client, fresh: &mut Fresh<'_>, count: u32) -> Duration {
    let requests: Vec<_> = (0..count).map(|_| fresh.next()).collect();
    let before = server.cpu();
    for request in &requests {
        client.send(request);
    }
    server.cpu() - before
}

fn first_time(table: &mut Table, name: &str, document: &str, service: &Server, plain: &Server) {
    let (mut ours, mut theirs) = (Client::new(service.address), Client::new(plain.address));
    let mut fresh = Fresh { token: &service.token, document, asked: 0 };
    let request = fresh.next();
    let answer = ours.send(&request);
    assert_eq!(answer, theirs.send(&request), "{name}: the answers differ");
    let size = answer.len();
    let warm = cpu(plain, &mut theirs, &mut fresh, 100) / 100;
    cpu(service, &mut ours, &mut fresh, 100);
    let count = u32::try_from(ROUND.as_nanos() / warm.as_nanos().max(1)).unwrap().clamp(20, 2000);
    let (mut ratios, mut micros) = (Vec::new(), (Vec::new(), Vec::new()));
    for _ in 0..ROUNDS {
        let ours = cpu(service, &mut ours, &mut fresh, count);
        let theirs = cpu(plain, &mut theirs, &mut fresh, count);
        ratios.push(ours.as_secs_f64() / theirs.as_secs_f64());
        micros.0.push(ours.as_secs_f64() * 1e6 / f64::from(count));
        micros.1.push(theirs.as_secs_f64() * 1e6 / f64::from(count));
    }
    let detail = format!("{:.0} us to {:.0} us for {size} bytes", median(&micros.0), median(&micros.1));
    table.add(format!("{name}, first time: CPU to plain vectors"), Target::AtMost(1.25), ratios, detail);
}

/// The same without HTTP, both in this process.
fn in_process(table: &mut Table) {
    let (service, mut asked) = (Asker::new(0), 0_u32);
    let first: Vec<_> = OPERATIONS.iter().map(|(_, document)| service.ask((*document).to_owned())).collect();
    let plain = Plain::over(first.iter().map(|it| &it[..]));
    for (name, document) in OPERATIONS {
        let mut cost = |ours: bool| {
            let before = cpu_of_thread();
            for _ in 0..60 {
                asked += 1;
                let document = format!("# {asked:08}\n{document}");
                if ours {
                    black_box(service.ask(document));
                } else {
                    let body = json!({ "query": document, "variables": {} }).to_string();
                    black_box(service.runtime.block_on(plain.answer(body.as_bytes())));
                }
            }
            (cpu_of_thread() - before).as_secs_f64()
        };
        let ratios = (0..ROUNDS).map(|_| cost(true) / cost(false)).collect();
        table.add(format!("{name}, first time, without HTTP: CPU to plain vectors"), Target::None, ratios, "");
    }
}

/// Requests a second of several clients that keep their connections.
pub(crate) fn rate(server: &Server, request: &[u8], lasting: Duration) -> f64 {
    std::thread::scope(|scope| {
        let asking = || {
            let mut client = Client::new(server.address);
            let (start, mut count) = (Instant::now(), 0_u32);
            while start.elapsed() < lasting {
                client.send(request);
                count += 1;
            }
            f64::from(count) / start.elapsed().as_secs_f64()
        };
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(asking)).collect();
        clients.into_iter().map(|it| it.join().unwrap()).sum()
    })
}

fn again(table: &mut Table, name: &str, document: &str, service: &Server) {
    let request = post(&service.token, document, &json!({}));
    let answer = Client::new(service.address).send(&request).to_vec();
    let file = scratch("bytes.json");
    std::fs::write(&file, &answer).unwrap();
    let bare = Server::other("serve-bare", &file);
    assert_eq!(answer, Client::new(bare.address).send(&request));
    let (mut ratios, mut rates) = (Vec::new(), (Vec::new(), Vec::new()));
    for _ in 0..7 {
        let ours = rate(service, &request, Duration::from_millis(500));
        let theirs = rate(&bare, &request, Duration::from_millis(500));
        ratios.push(ours / theirs);
        rates.0.push(ours);
        rates.1.push(theirs);
    }
    let detail = format!("{:.0}/s to {:.0}/s", median(&rates.0), median(&rates.1));
    table.add(format!("{name}, again: requests a second to a bare handler"), Target::AtLeast(0.4), ratios, detail);
}
