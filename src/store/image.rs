//! What a snapshot file holds: everything that the store begins with, in sections. What the graph's own blocks hold is
//! the graph's business; how the bytes get into a file and are known to be what was written, the journal's.
//!
//! An image is a row of blocks: one byte that says what is in it, the length of its content, the length of what
//! follows, and the content, compressed by LZ4. Lengths are 32 bits, big-endian. Contents are MessagePack. The first block
//! says which form this is and how much of everything there is; blocks of one sort keep their order.

use std::io::{self, Write};
use std::sync::Arc;

use arcstr::ArcStr;
use jiff::Timestamp;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::once::{Granted, Repeats};
use crate::domain::{Actor, AnyId, Private};
use crate::graph::{Block, Entry, Feed, Graph, Image, PastRecord, Snapshot};
use crate::journal::{self, Details, Opening, Sealing, Tail};

/// The form of all blocks. To be counted up whenever what is written would be read as something else, and whenever
/// what is in memory after a replay changes: an image of another form is skipped.
const FORM: u32 = 2;

/// What is in a block.
const ABOUT: u8 = 0;
const NODES: u8 = 1;
const REPEATS: u8 = 2;
const FEED: u8 = 3;
const PAST: u8 = 4;

/// How many names of wishes, or changes, are in one block.
const ROWS: usize = 4096;

/// The largest content that is read: many times the largest written.
const LARGEST: usize = 1 << 30;

/// The first block.
#[derive(Serialize, Deserialize)]
struct About {
    form: u32,
    /// How many steps there were from older events to today's: one more, and the entities may be of another form.
    steps: usize,
    latest: Option<Timestamp>,
    nodes: usize,
    repeats: usize,
    changes: usize,
    past: usize,
}

/// One name of a wish: when, to whom, the name, the hash of the input, the id of what was shown, and the hash once more,
/// sealed: then it is empty where it stands in clear.
type Name = (Timestamp, Actor, ArcStr, ArcStr, ArcStr, Option<String>);

/// All that an image is drawn of, at one place.
pub(super) struct Model {
    /// The graph.
    pub(super) snapshot: Arc<Snapshot>,
    /// The wishes that had names.
    pub(super) repeats: Vec<Arc<Granted>>,
    /// When the last commit was recorded.
    pub(super) latest: Option<Timestamp>,
    /// The last frame of the last commit.
    pub(super) at: Tail,
}

/// What an image shows.
pub(super) struct Restored {
    pub(super) graph: Graph,
    pub(super) feed: Feed,
    pub(super) repeats: Repeats,
    pub(super) latest: Option<Timestamp>,
}

/// Draws the image. The snapshot is let go of at the beginning, since a writer may wait for it. `pace` is called then, and
/// after every block, and may give up.
pub(super) fn draw(
    model: Model,
    canvas: &mut dyn Write,
    sealing: &mut Sealing<'_>,
    pace: &mut dyn FnMut() -> io::Result<()>,
) -> io::Result<()> {
    let Model { snapshot, repeats, latest, at: _ } = model;
    let (graph, feed) = (snapshot.graph().image(), snapshot.feed().clone());
    let past: Vec<PastRecord> = snapshot.graph().past().collect();
    drop(snapshot);
    pace()?;
    let (nodes, changes) = (graph.len(), feed.len());
    let about = About {
        form: FORM,
        steps: journal::event_steps(),
        latest,
        nodes,
        repeats: repeats.len(),
        changes,
        past: past.len(),
    };
    write(canvas, ABOUT, &packed(&about)?)?;
    for names in repeats.chunks(ROWS) {
        let names: io::Result<Vec<Name>> = names.iter().map(|it| name(it, sealing)).collect();
        write(canvas, REPEATS, &packed(&names?)?)?;
        pace()?;
    }
    let mut entries = feed.entries().peekable();
    while entries.peek().is_some() {
        write(canvas, FEED, &packed(&entries.by_ref().take(ROWS).collect::<Vec<_>>())?)?;
        pace()?;
    }
    for records in past.chunks(ROWS) {
        write(canvas, PAST, &packed(&records)?)?;
        pace()?;
    }
    draw_nodes(&graph, canvas, sealing, pace)
}

fn packed(rows: &impl Serialize) -> io::Result<Vec<u8>> {
    rmp_serde::to_vec(rows).map_err(io::Error::other)
}

fn draw_nodes(
    graph: &Image,
    canvas: &mut dyn Write,
    sealing: &mut Sealing<'_>,
    pace: &mut dyn FnMut() -> io::Result<()>,
) -> io::Result<()> {
    let mut seal = |whose: &AnyId, private: Private| sealing.seal(whose, &Details { private, input: None });
    for block in graph.blocks(&mut seal) {
        write(canvas, NODES, &block?)?;
        pace()?;
    }
    Ok(())
}

fn name(granted: &Granted, sealing: &mut Sealing<'_>) -> io::Result<Name> {
    let Granted { at, actor, key, input, personal, entity } = granted;
    let (clear, sealed) = if *personal {
        let details = Details { private: Private::default(), input: Some(input.clone()) };
        (ArcStr::new(), sealing.seal(entity, &details)?)
    } else {
        (input.clone(), None)
    };
    Ok((*at, actor.clone(), key.clone(), clear, entity.to_string().into(), sealed))
}

fn write(canvas: &mut dyn Write, what: u8, content: &[u8]) -> io::Result<()> {
    let packed = lz4_flex::block::compress(content);
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).map(u32::to_be_bytes).map_err(io::Error::other);
    canvas.write_all(&[what])?;
    canvas.write_all(&length(content)?)?;
    canvas.write_all(&length(&packed)?)?;
    canvas.write_all(&packed)
}

/// What a block holds, once it is read.
enum Read {
    About(About),
    Nodes(Block),
    Repeats(Vec<Granted>),
    Feed(Vec<Entry>),
    Past(Vec<PastRecord>),
}

/// Reads an image; otherwise, why it cannot be.
pub(super) fn read(image: &[u8], opening: &Opening<'_>) -> Result<Restored, String> {
    let packed = split(image)?;
    // The first is read before the others: they may be of a form that is not known here.
    let about = match packed.first().map(|it| unpack(*it, &mut Vec::new(), opening)).transpose()? {
        Some(Read::About(about)) if about.form == FORM && about.steps == journal::event_steps() => about,
        Some(Read::About(about)) => {
            return Err(format!("form {} of a snapshot is not known to this version of demarche", about.form));
        }
        _ => return Err("it does not say what it holds".to_owned()),
    };
    let blocks: Vec<_> = packed
        .par_iter()
        .skip(1)
        .map_init(Vec::new, |room, it| unpack(*it, room, opening))
        .collect::<Result<_, String>>()?;
    let (mut nodes, mut repeats, mut feed, mut past) = (Vec::new(), Vec::new(), Feed::default(), Vec::new());
    for block in blocks {
        match block {
            Read::Nodes(block) => nodes.push(block),
            Read::Repeats(names) => repeats.extend(names),
            Read::Feed(entries) => feed.extend(entries),
            Read::Past(records) => past.extend(records),
            Read::About(_) => return Err("it says twice what it holds".to_owned()),
        }
    }
    let held = (nodes.iter().map(Block::len).sum::<usize>(), repeats.len(), feed.len(), past.len());
    if held != (about.nodes, about.repeats, about.changes, about.past) {
        return Err("it does not hold what it says it does".to_owned());
    }
    let graph = Graph::restore(nodes, past, &feed)?;
    Ok(Restored { graph, feed, repeats: repeats.into_iter().collect::<Repeats>(), latest: about.latest })
}

/// A block as it stands: what is in it, the length of its content, and the content, compressed.
type Packed<'i> = (u8, usize, &'i [u8]);

fn split(mut rest: &[u8]) -> Result<Vec<Packed<'_>>, String> {
    let short = || "it ends within a block".to_owned();
    let mut blocks = Vec::new();
    while !rest.is_empty() {
        let ([what], after) = rest.split_first_chunk().ok_or_else(short)?;
        let (length, after) = after.split_first_chunk().ok_or_else(short)?;
        let (packed, after) = after.split_first_chunk().ok_or_else(short)?;
        let [length, packed] = [length, packed].map(|it| u32::from_be_bytes(*it) as usize);
        let (packed, after) = after.split_at_checked(packed).ok_or_else(short)?;
        blocks.push((*what, length, packed));
        rest = after;
    }
    Ok(blocks)
}

/// Reads a block. `room` is where it is unpacked to.
fn unpack((what, length, packed): Packed<'_>, room: &mut Vec<u8>, opening: &Opening<'_>) -> Result<Read, String> {
    if length > LARGEST {
        return Err("a block of it is too large".to_owned());
    }
    if room.len() < length {
        room.resize(length, 0);
    }
    let unpacked =
        lz4_flex::block::decompress_into(packed, room).map_err(|it| format!("a block does not unpack ({it})"))?;
    let content = room.get(..unpacked).filter(|_| unpacked == length).ok_or("a block does not unpack to its length")?;
    let unreadable = |it: rmp_serde::decode::Error| format!("a block does not read ({it})");
    match what {
        ABOUT => rmp_serde::from_slice(content).map(Read::About).map_err(unreadable),
        NODES => {
            let open = |whose: &AnyId, sealed: &str| Ok(opening(whose, sealed)?.map(|it| it.private));
            Block::read(content, &open).map(Read::Nodes)
        }
        REPEATS => {
            let names: Vec<Name> = rmp_serde::from_slice(content).map_err(unreadable)?;
            names.into_iter().map(|it| granted(it, opening)).collect::<Result<_, _>>().map(Read::Repeats)
        }
        FEED => rmp_serde::from_slice(content).map(Read::Feed).map_err(unreadable),
        PAST => rmp_serde::from_slice(content).map(Read::Past).map_err(unreadable),
        other => Err(format!("a block of sort {other} is not known to this version of demarche")),
    }
}

fn granted((at, actor, key, clear, shown, sealed): Name, opening: &Opening<'_>) -> Result<Granted, String> {
    let entity = AnyId::parse(&shown).ok_or("what a wish showed is no id")?;
    let personal = sealed.is_some();
    let input = match sealed {
        // Of a person who was forgotten nothing is known any more, as after a replay.
        Some(sealed) => opening(&entity, &sealed)?.and_then(|it| it.input).unwrap_or_default(),
        None => clear,
    };
    Ok(Granted { at, actor, key, input, personal, entity })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Commit, Entity, Event, Idempotency, Kind};
    use crate::journal::{Journal, Place, SledJournal};
    use crate::store::{Replay, Replayed};

    fn commit(entities: &[(Kind, &str)], name: Option<&str>) -> Commit {
        let events = entities.iter().map(|(kind, json)| Event { entity: Entity::from_json(*kind, json).unwrap() });
        Commit {
            actor: Actor("ana".into()),
            recorded_at: "2018-02-01T10:00:00.123456Z".parse().unwrap(),
            command: "import".into(),
            idempotency: name.map(|it| Idempotency {
                key: it.into(),
                input: "00ff".into(),
                result: "contact:c-1".into(),
            }),
            events: events.collect(),
            succeeded: Default::default(),
        }
    }

    /// A few entities that refer to one another, and a name of a wish.
    fn replayed() -> Restored {
        let state = r#"{"id":"CHE","name":"Switzerland","official_name":"Swiss Confederation","region":"Europe","un_group":"WEOG"}"#;
        let city = r#"{"id":"geneva","name":"Genève","state":"CHE","latitude":46.2,"longitude":6.15,"time_zone":"Europe/Zurich","is_hub":true,"is_capital":false}"#;
        let contact = r#"{"id":"c-1","state":"CHE","city":"geneva","post":"Counsellor","level":"global","marking":"coalition","person":{"name":"Amina"}}"#;
        let other = r#"{"id":"c-2","state":"CHE","city":"geneva","post":"Desk","level":"local","marking":"coalition"}"#;
        let mut replay = Replay::default();
        // The city comes before the state that it refers to.
        replay.take(Place::new(1), commit(&[(Kind::City, city), (Kind::State, state)], None));
        replay.take(Place::new(2), commit(&[(Kind::Contact, contact)], Some("k1")));
        replay.take(Place::new(3), commit(&[(Kind::Contact, other), (Kind::Contact, other)], Some("k2")));
        let Replayed { graph, feed, repeats, latest, .. } = replay.finish().unwrap();
        Restored { graph, feed, repeats, latest }
    }

    /// The image of what was replayed, written and read with a journal that knows no keys.
    fn image(of: &Restored) -> Vec<u8> {
        let dir = tempfile::tempdir().unwrap();
        let journal = SledJournal::start(dir.path(), Box::new(|_| Ok(())), &mut Replay::default()).unwrap();
        let model = Model {
            snapshot: Arc::new(Snapshot::new(of.graph.clone(), of.feed.clone())),
            repeats: of.repeats.all(),
            latest: of.latest,
            at: journal.tail(),
        };
        let mut image = Vec::new();
        let drawn = journal
            .snapshots()
            .unwrap()
            .keep(journal.tail(), |_, sealing| draw(model, &mut image, sealing, &mut || Ok(())));
        drawn.unwrap();
        image
    }

    fn read_back(image: &[u8]) -> Result<Restored, String> {
        read(image, &|_, _| Err("nothing is sealed".to_owned()))
    }

    #[test]
    fn what_was_drawn_is_read_back() {
        let whole = replayed();
        let found = read_back(&image(&whole)).unwrap();
        // Without keys personal details, and the hash of what was asked about them, are not even written.
        let contact = AnyId::parse("contact:c-1").unwrap();
        let (before, after) = (whole.graph.entity(&contact).unwrap(), found.graph.entity(&contact).unwrap());
        assert_eq!((before.person().is_some(), &before.clone().with_private(None)), (true, after));
        let others = |graph: &Graph| graph.entities().filter(|it| it.id() != contact).cloned().collect::<Vec<_>>();
        assert_eq!(others(&whole.graph), others(&found.graph));
        let (names, read) = (whole.repeats.all(), found.repeats.all());
        assert_eq!((names.len(), &names[0].key, &names[1]), (2, &read[0].key, &read[1]));
        assert_eq!((names[0].input.as_str(), read[0].input.as_str()), ("00ff", ""));
        assert_eq!((found.latest, found.feed), (whole.latest, whole.feed));
    }

    #[test]
    fn whatever_the_bytes_nothing_worse_comes_of_them_than_a_reason() {
        let image = image(&replayed());
        for at in 0..image.len() {
            let _ = read_back(&image[..at]).err().ok_or(at).unwrap();
            for bit in [0, 3, 7] {
                let mut flipped = image.clone();
                flipped[at] ^= 1 << bit;
                // A letter of a text may differ: that is what checksums are for.
                let _ = read_back(&flipped);
            }
        }
    }

    #[test]
    fn another_form_is_named() {
        let about = About { form: FORM + 1, steps: 0, latest: None, nodes: 0, repeats: 0, changes: 0, past: 0 };
        let mut image = Vec::new();
        write(&mut image, ABOUT, &rmp_serde::to_vec(&about).unwrap()).unwrap();
        let found = read_back(&image).err();
        assert_eq!(found.as_deref(), Some("form 3 of a snapshot is not known to this version of demarche"));
        assert_eq!(read_back(b"").err().as_deref(), Some("it does not say what it holds"));
    }
}
