//! What the front costs: `leaders` asked for the first time over HTTP, by the processor time of the whole service, beside the
//! same executed in this process with no HTTP at all.

use std::hint::black_box;

use serde_json::json;

use super::client::{Client, post};
use super::measure::{Table, Target, cpu_of_thread, median};
use super::reads::{OPERATIONS, demo};
use super::scale::Asker;

const ROUNDS: usize = 15;
const ASKED: u32 = 150;

pub(crate) fn measure(table: &mut Table) {
    let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let service = demo(&directory);
    let (mut client, asker, mut asked) = (Client::new(service.address), Asker::new(0), 0_u32);
    let (name, document) = OPERATIONS[0];
    let mut fresh = || {
        asked += 1;
        format!("# {asked:08}\n{document}")
    };
    let (mut ratios, mut over, mut alone) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let requests: Vec<_> = (0..ASKED).map(|_| post(&service.token, &fresh(), &json!({}))).collect();
        let before = service.cpu();
        for request in &requests {
            black_box(client.send(request));
        }
        let http = (service.cpu() - before).as_secs_f64();
        let documents: Vec<_> = (0..ASKED).map(|_| fresh()).collect();
        let before = cpu_of_thread();
        for document in documents {
            black_box(asker.ask(document));
        }
        let executed = (cpu_of_thread() - before).as_secs_f64();
        // The first is for what is made once.
        if round > 0 {
            ratios.push(http / executed);
            over.push(http * 1e6 / f64::from(ASKED));
            alone.push(executed * 1e6 / f64::from(ASKED));
        }
    }
    let detail = format!("{:.0} us to {:.0} us", median(&over), median(&alone));
    table.add(format!("{name}: CPU over HTTP to executed alone"), Target::AtMost(1.15), ratios, detail);
}
