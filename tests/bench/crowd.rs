//! A crowd: idle subscriptions, and connections that are slow in every way, held while one client asks; and what it costs
//! to tell all subscribers of one write.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use socket2::{Domain, Socket, Type};

use super::client::{Client, post};
use super::measure::{Table, Target, median};
use super::reads::{OPERATIONS, demo};
use super::server::Server;
use super::synthetic::Dice;
use super::writes::wish;

/// Half of them are server-sent events, half come by a WebSocket each.
const SUBSCRIPTIONS: usize = 1000;
const SLOW: usize = 2000;
const ROUNDS: usize = 3;
/// Longer than a slow head or body is waited for: those who are dropped have come again.
const ROUND: Duration = Duration::from_secs(12);
/// Between two questions, as people have them.
const PAUSE: Duration = Duration::from_millis(5);
/// Between two bytes of who is slow, and before who was dropped comes again.
const DRIP: Duration = Duration::from_millis(500);
const WRITES: usize = 5;

const WATCH: &str = "subscription { changes { nodes { kind revision node { id } } checkpoint } }";

pub(crate) fn measure(table: &mut Table) {
    let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let service = demo(&directory);
    let mut asking = Asking::new(&service);
    asking.latencies(Duration::from_secs(2));
    let (mut middles, mut tails, mut micros) = (Vec::new(), Vec::new(), (Vec::new(), Vec::new()));
    let mut telling = Telling::default();
    let mut held = usize::MAX;
    for _ in 0..ROUNDS {
        let alone = asking.latencies(ROUND);
        let before = service.files();
        let mut subscribers: Vec<_> = (0..SUBSCRIPTIONS).map(|number| Subscriber::open(&service, number)).collect();
        let slow = Slow::begin(service.address, &service.token);
        let crowded = asking.latencies(ROUND);
        held = held.min(service.files() - before);
        slow.end();
        telling.round(&service, &mut subscribers, &mut asking, median(&alone));
        drop(subscribers);
        middles.push(median(&crowded) / median(&alone));
        tails.push(late(&crowded) / late(&alone));
        micros.0.push(median(&crowded));
        micros.1.push(median(&alone));
        while service.files() > before + 10 {
            std::thread::sleep(DRIP);
        }
    }
    let detail = format!("{:.0} us to {:.0} us, {held} connections", median(&micros.0), median(&micros.1));
    table.add("latency of leaders beside a crowd: to alone, median", Target::AtMost(1.5), middles, detail);
    table.add("the same, the slowest of twenty", Target::AtMost(1.5), tails, "");
    telling.tell(table);
}

/// The latency that one in twenty exceeds.
fn late(latencies: &[f64]) -> f64 {
    let mut latencies = latencies.to_vec();
    latencies.sort_by(f64::total_cmp);
    latencies[latencies.len() * 19 / 20]
}

/// One who asks `leaders` again and again, each time for the first time.
struct Asking {
    address: SocketAddr,
    client: Client,
    token: String,
    asked: u32,
}

impl Asking {
    fn new(service: &Server) -> Self {
        let Server { address, token, .. } = service;
        Self { address: *address, client: Client::new(*address), token: token.clone(), asked: 0 }
    }

    /// Connections that nothing was asked on for a while are closed.
    fn connect_again(&mut self) {
        self.client = Client::new(self.address);
    }

    /// How long an answer takes, in microseconds.
    fn latency(&mut self) -> f64 {
        self.asked += 1;
        let request = post(&self.token, &format!("# {:08}\n{}", self.asked, OPERATIONS[0].1), &json!({}));
        let began = Instant::now();
        self.client.send(&request);
        began.elapsed().as_secs_f64() * 1e6
    }

    fn latencies(&mut self, lasting: Duration) -> Vec<f64> {
        self.connect_again();
        let (began, mut latencies) = (Instant::now(), Vec::new());
        while began.elapsed() < lasting {
            latencies.push(self.latency());
            std::thread::sleep(PAUSE);
        }
        latencies
    }
}

/// One who has subscribed, and reads only when it is asked what it has heard.
struct Subscriber(TcpStream);

impl Subscriber {
    fn open(service: &Server, number: usize) -> Self {
        let mut connection = TcpStream::connect(service.address).unwrap();
        let token = &service.token;
        let ask = json!({ "query": WATCH }).to_string();
        let (request, acknowledged) = if number.is_multiple_of(2) {
            let request = format!(
                "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\n\
                 Authorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n{ask}",
                ask.len()
            );
            (request.into_bytes(), ":\n\n")
        } else {
            let head = format!(
                "GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                 Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\
                 Authorization: Bearer {token}\r\n\r\n"
            );
            let subscribe = format!(r#"{{"id":"1","type":"subscribe","payload":{ask}}}"#);
            // What is behind the subscription is answered once that has begun.
            let messages = [r#"{"type":"connection_init"}"#, &subscribe, &subscribed_to("2")];
            (messages.iter().fold(head.into_bytes(), |bytes, it| [bytes, frame(it)].concat()), r#""complete""#)
        };
        connection.write_all(&request).unwrap();
        let mut subscriber = Self(connection);
        subscriber.hear(acknowledged);
        subscriber
    }

    /// Reads until this has come.
    fn hear(&mut self, word: &str) {
        let (mut heard, mut chunk) = (Vec::new(), [0; 4096]);
        while !heard.windows(word.len()).any(|it| it == word.as_bytes()) {
            let read = self.0.read(&mut chunk).unwrap();
            assert!(read > 0, "a subscription has ended");
            heard.extend_from_slice(&chunk[..read]);
        }
    }
}

/// A question whose answer is soon complete.
fn subscribed_to(id: &str) -> String {
    format!(r#"{{"id":"{id}","type":"subscribe","payload":{{"query":"{{ __typename }}"}}}}"#)
}

/// A message of a WebSocket. A mask of zeros leaves it as it is.
fn frame(text: &str) -> Vec<u8> {
    let mut frame = vec![0x81];
    match u8::try_from(text.len()) {
        Ok(short @ ..126) => frame.push(0x80 | short),
        _ => {
            frame.push(0x80 | 126);
            frame.extend(u16::try_from(text.len()).unwrap().to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(text.as_bytes());
    frame
}

/// Connections that are slow, kept by a thread that opens those again that were dropped.
struct Slow {
    stop: Arc<AtomicBool>,
    keeping: JoinHandle<()>,
}

impl Slow {
    fn begin(address: SocketAddr, token: &str) -> Self {
        let kinds = [Kind::Silent, Kind::Head, Kind::Body, Kind::Reader];
        let begin = |number: usize| Sluggish::open(address, token, kinds[number % kinds.len()]);
        let mut all: Vec<_> = (0..SLOW).map(begin).collect();
        let stop = Arc::new(AtomicBool::new(false));
        let (stopping, token) = (Arc::clone(&stop), token.to_owned());
        let keeping = std::thread::spawn(move || {
            while !stopping.load(Ordering::Relaxed) {
                std::thread::sleep(DRIP);
                for one in &mut all {
                    if !one.goes_on() {
                        *one = Sluggish::open(address, &token, one.kind);
                    }
                }
            }
        });
        Self { stop, keeping }
    }

    fn end(self) {
        self.stop.store(true, Ordering::Relaxed);
        self.keeping.join().unwrap();
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Says nothing.
    Silent,
    /// Sends its head byte by byte.
    Head,
    /// Sends its body byte by byte.
    Body,
    /// Does not read its answer.
    Reader,
}

/// What a reader that does not read has asked for.
const LARGE: &str = "{ __schema { types { name description fields { name description args { name description } } } } }";

/// After how long such a reader comes again. It cannot see that the service has left it to the system to send the rest.
const READS: Duration = Duration::from_secs(4);

struct Sluggish {
    connection: TcpStream,
    kind: Kind,
    began: Instant,
}

impl Sluggish {
    fn open(address: SocketAddr, token: &str, kind: Kind) -> Self {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None).unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        socket.connect(&address.into()).unwrap();
        let mut connection = TcpStream::from(socket);
        let head = format!(
            "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer {token}\r\n"
        );
        match kind {
            Kind::Silent => {}
            Kind::Head => connection.write_all(format!("{head}X-Slow: ").as_bytes()).unwrap(),
            Kind::Body => connection.write_all(format!("{head}Content-Length: 100000\r\n\r\n").as_bytes()).unwrap(),
            Kind::Reader => connection.write_all(&post(token, LARGE, &json!({}))).unwrap(),
        }
        connection.set_nonblocking(true).unwrap();
        Self { connection, kind, began: Instant::now() }
    }

    /// Goes on in its way, unless it was dropped.
    fn goes_on(&mut self) -> bool {
        match self.kind {
            Kind::Silent => self.waits(),
            Kind::Head | Kind::Body => self.connection.write(b" ").is_ok() && self.waits(),
            Kind::Reader => self.began.elapsed() < READS,
        }
    }

    /// Whether the service has neither answered nor hung up.
    fn waits(&mut self) -> bool {
        matches!(self.connection.read(&mut [0; 512]), Err(fault) if fault.kind() == ErrorKind::WouldBlock)
    }
}

/// What it takes to tell all subscribers of one write.
#[derive(Default)]
struct Telling {
    /// The processor time for each of them, to that of asking `changes` once.
    costs: Vec<f64>,
    micros: Vec<f64>,
    millis: Vec<f64>,
    /// The latency of a question sent at the same time, to that of one alone.
    meanwhile: Vec<f64>,
}

impl Telling {
    fn round(&mut self, service: &Server, subscribers: &mut [Subscriber], asking: &mut Asking, alone: f64) {
        let mut dice = Dice(7);
        asking.connect_again();
        for _ in 0..WRITES {
            let since = asking.checkpoint();
            let (before, began) = (service.cpu(), Instant::now());
            asking.client.send(&wish(&service.token, &mut dice));
            self.meanwhile.push(asking.latency() / alone);
            subscribers.iter_mut().for_each(|it| it.hear("checkpoint"));
            self.millis.push(began.elapsed().as_secs_f64() * 1e3);
            let told = (service.cpu() - before).as_secs_f64() * 1e6 / SUBSCRIPTIONS as f64;
            self.micros.push(told);
            self.costs.push(told / asking.cost_of_changes(service, &since));
        }
    }

    fn tell(self, table: &mut Table) {
        let detail = format!(
            "{:.0} us each; all {SUBSCRIPTIONS} had heard after {:.0} ms",
            median(&self.micros),
            median(&self.millis)
        );
        let what = "CPU of telling one subscriber of many of a write: to that of asking `changes`";
        table.add(what, Target::AtMost(1.0), self.costs, detail);
        let what = format!("latency of leaders while {SUBSCRIPTIONS} are told of a write: to alone");
        table.add(what, Target::None, self.meanwhile, "");
    }
}

impl Asking {
    fn checkpoint(&mut self) -> String {
        let answer = self.client.send(&post(&self.token, "{ checkpoint }", &json!({})));
        let answer: Value = serde_json::from_slice(answer).unwrap();
        answer["data"]["checkpoint"].as_str().unwrap().to_owned()
    }

    /// What it costs to ask by HTTP for what subscribers are told, in microseconds.
    fn cost_of_changes(&mut self, service: &Server, since: &str) -> f64 {
        const ASKED: u32 = 100;
        let selection = WATCH.split_once('{').unwrap().1.replacen("changes", &format!("changes(since: {since:?})"), 1);
        let before = service.cpu();
        for number in 0..ASKED {
            self.asked += 1;
            self.client.send(&post(&self.token, &format!("# {number} {}\n{{{selection}", self.asked), &json!({})));
        }
        (service.cpu() - before).as_secs_f64() * 1e6 / f64::from(ASKED)
    }
}
