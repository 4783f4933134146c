//! The 75 placeholder people, and who has which seat: everybody is in a session of each round, and at the table of one of
//! them. Numbers count from zero; Acts from one.

use serde_json::{Value, json};

/// Somebody who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Who {
    Admin,
    Organiser,
    Analyst,
    Viewer,
    /// One of the people, by number.
    Person(usize),
}

/// How many are chosen.
pub(super) const PEOPLE: usize = 75;

/// The number of somebody who is not chosen.
pub(super) const LEFT_OVER: usize = 75;

/// The organisations of the people, five of each; all but the last four anchor a region.
pub(super) const ORGANISATIONS: [&str; 15] = [
    "panidmr",
    "made-afrique",
    "mfa",
    "made",
    "picum",
    "bloque-latino",
    "ccrm",
    "afl-cio",
    "nnirr",
    "piango",
    "ccf",
    "simn",
    "icmc",
    "isc",
    "wimn",
];

pub(super) fn organisation(number: usize) -> String {
    format!("organisation:{}", ORGANISATIONS[(number + number / 15) % 15])
}

pub(super) fn session(act: usize) -> String {
    format!("meeting:pv-2017-session-act-{act}")
}

pub(super) fn table(act: usize) -> String {
    format!("meeting:pv-2017-table-act-{act}")
}

/// Who is in the session on an Act: the two co-leads, the rapporteur, and the others. In the first round fifteen in a
/// row; in the second every fifth, so that three of each session of the first round are in each of the second.
pub(super) fn in_session(act: usize) -> Vec<usize> {
    if act <= 5 {
        return (15 * (act - 1)..15 * act).collect();
    }
    let mut all: Vec<_> = (0..15).map(|it| 5 * it + act - 6).collect();
    // Whoever has an office in the first round has none in the second.
    for (to, from) in [(0, 1), (1, 4), (2, 7)] {
        all.swap(to, from);
    }
    all
}

pub(super) fn co_leads(act: usize) -> [Who; 2] {
    let all = in_session(act);
    [Who::Person(all[0]), Who::Person(all[1])]
}

pub(super) fn rapporteur(act: usize) -> Who {
    Who::Person(in_session(act)[2])
}

/// The seats of a session.
pub(super) fn seats_in_session(act: usize, advocates: &[String]) -> Vec<Value> {
    let role = |at: usize| ["CO_LEAD", "CO_LEAD", "RAPPORTEUR"].get(at).copied().unwrap_or("PARTICIPANT");
    let seat =
        |(at, who): (usize, usize)| json!({ "advocate": advocates[who], "role": role(at), "stage": "CONFIRMED" });
    in_session(act).into_iter().enumerate().map(seat).collect()
}

/// Who of civil society is at the table on an Act, a co-lead of the session on it first: eight at those of the first
/// round, seven at the others.
pub(super) fn at_table(act: usize) -> Vec<usize> {
    let is_there = |who: &usize| {
        let (block, place) = (who / 15, who % 15);
        let moves = |it: usize| it == block || it == (block + 1) % 5;
        let stays = place < 5 || place >= 10 && !moves(place - 10);
        stays == (act <= 5)
    };
    in_session(act).into_iter().filter(is_there).collect()
}

/// The seats of civil society at a table.
pub(super) fn seats_at_table(act: usize, advocates: &[String]) -> Vec<Value> {
    let role = |at| if at == 0 { "FACILITATOR" } else { "PARTICIPANT" };
    let seat =
        |(at, who): (usize, usize)| json!({ "advocate": advocates[who], "role": role(at), "stage": "CONFIRMED" });
    at_table(act).into_iter().enumerate().map(seat).collect()
}
