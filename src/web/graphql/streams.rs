//! What all streams of the server share: how many subscriptions there are, of whom, and that all end when the server stops.
//! How events are written is the business of each sort of stream.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::domain::{Id, Token};
use crate::web::Streaming;

/// Who holds how many subscriptions; all who have not signed in count as one.
type Held = HashMap<Option<Id<Token>>, usize>;

/// What all streams share.
#[derive(Clone)]
pub(in crate::web) struct Streams {
    most: usize,
    most_of_one: usize,
    held: Arc<Mutex<Held>>,
    stopping: watch::Receiver<bool>,
}

/// What all streams of a server share, and what ends them once it is true.
pub(in crate::web) fn streams(options: &Streaming) -> (watch::Sender<bool>, Streams) {
    let (stop, stopping) = watch::channel(false);
    let Streaming { subscriptions: most, of_one: most_of_one, .. } = *options;
    (stop, Streams { most, most_of_one, held: Arc::default(), stopping })
}

/// A place for one subscription, for as long as this is held.
pub(super) struct Place {
    of: Option<Id<Token>>,
    held: Arc<Mutex<Held>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.of) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.of);
            }
        }
    }
}

impl Streams {
    /// A place for one more subscription of a caller; none where there is no room, or where the caller has enough.
    pub(super) fn place(&self, of: Option<&Id<Token>>) -> Option<Place> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let has_room = held.values().sum::<usize>() < self.most;
        let count = held.entry(of.cloned()).or_default();
        if has_room && *count < self.most_of_one {
            *count += 1;
            return Some(Place { of: of.cloned(), held: Arc::clone(&self.held) });
        }
        if *count == 0 {
            held.remove(&of.cloned());
        }
        None
    }

    /// How many subscriptions there are.
    pub(in crate::web) fn open(&self) -> usize {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).values().sum()
    }

    /// Done once the server stops.
    pub(super) async fn stopped(&mut self) {
        // Where nobody can tell any more, it counts as told.
        let _ = self.stopping.wait_for(|it| *it).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Key;

    #[test]
    fn there_are_places_for_all_and_for_each() {
        let options = Streaming { subscriptions: 3, of_one: 2, ..Streaming::default() };
        let (_stop, streams) = streams(&options);
        let caller = |it: &str| Some(Id::<Token>::new(Key::trusted(it)));
        let (one, other) = (caller("one"), caller("other"));
        let first = streams.place(one.as_ref());
        let held = [streams.place(one.as_ref()), streams.place(other.as_ref())];
        assert!(first.is_some() && held.iter().all(Option::is_some));
        assert_eq!(streams.open(), 3);
        assert!(streams.place(None).is_none(), "there is no room");
        drop(first);
        assert!(streams.place(None).is_some());
        let again = streams.place(one.as_ref());
        assert!(again.is_some());
        drop(held);
        assert!(streams.place(one.as_ref()).is_some() && streams.place(other.as_ref()).is_some());
        let more = [streams.place(None), streams.place(None)];
        assert!(more.iter().all(Option::is_some) && streams.place(None).is_none(), "who has not signed in is one");
        drop((again, more));
        assert_eq!((streams.open(), streams.held.lock().unwrap().len()), (0, 0));
    }
}
