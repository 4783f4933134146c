//! Finding things by the words of their names, without regard to case and accents, the best match first.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::BadArgument;
use crate::domain::Kind;
use crate::graph::{AnyRef, View, folded_words, searchable_texts};

/// The most words of one search.
const MOST_WORDS: usize = 20;
/// The longest snippet, in characters.
const SNIPPET: usize = 160;

/// A thing found, with the text by which it was.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The thing.
    pub found: AnyRef,
    /// The text that matched; long ones are cut around the first match.
    pub snippet: String,
}

/// How well a text matches; greater is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Match {
    /// The text is the words asked for, and nothing else.
    whole: bool,
    /// It begins with them.
    leading: bool,
    /// How many of them stand in it as whole words, not as beginnings of longer ones.
    words: usize,
    /// The main text of the thing counts for more than the others.
    place: Reverse<usize>,
    /// The shorter text is the closer match.
    length: Reverse<usize>,
}

/// The things of which one text has all the words asked for, each as a word or the beginning of one.
pub fn search(view: View<'_>, text: &str, first: usize) -> Result<Vec<Hit>, BadArgument> {
    let mut asked = folded_words(text);
    if asked.is_empty() {
        return Err(BadArgument::new("text", "give at least one word to search for"));
    }
    let mut seen = HashSet::new();
    asked.retain(|word| seen.insert(word.clone()));
    if asked.len() > MOST_WORDS {
        return Err(BadArgument::new("text", format!("{} words; at most {MOST_WORDS} at once", asked.len())));
    }
    let mut hits: Vec<_> = view.with_words(&asked).into_iter().filter_map(|it| best(view, it, &asked)).collect();
    hits.sort_by(|a, b| (Reverse(a.0), a.1, &a.2).cmp(&(Reverse(b.0), b.1, &b.2)));
    hits.truncate(first);
    Ok(hits.into_iter().map(|(_, _, _, found, text)| Hit { found, snippet: snippet(text, &asked) }).collect())
}

type Found<'g> = (Match, Kind, String, AnyRef, &'g str);

fn best<'g>(view: View<'g>, it: AnyRef, asked: &[String]) -> Option<Found<'g>> {
    let entity = view.entity(it)?;
    let texts = searchable_texts(entity).enumerate();
    let matches = texts.filter_map(|(place, text)| Some((rank(&folded_words(text), asked, place)?, text)));
    let (rank, text) = matches.max_by_key(|it| it.0)?;
    Some((rank, entity.kind(), entity.key().to_string(), it, text))
}

/// How well these words match, if all that is asked is among them.
fn rank(words: &[String], asked: &[String], place: usize) -> Option<Match> {
    let found = |one: &String| words.iter().any(|word| word.starts_with(one.as_str()));
    asked.iter().all(found).then(|| Match {
        whole: words == asked,
        leading: words.len() >= asked.len()
            && words.iter().zip(asked).all(|(word, one)| word.starts_with(one.as_str())),
        words: asked.iter().filter(|one| words.contains(one)).count(),
        place: Reverse(place),
        length: Reverse(words.len()),
    })
}

/// The text, or the part of it around the first word that matched.
fn snippet(text: &str, asked: &[String]) -> String {
    let length = text.chars().count();
    if length <= SNIPPET {
        return text.to_owned();
    }
    let matches = |word: &str| folded_words(word).iter().any(|it| asked.iter().any(|one| it.starts_with(one.as_str())));
    let mut before = 0;
    for word in text.split_inclusive(' ') {
        if matches(word) {
            break;
        }
        before += word.chars().count();
    }
    let start = before.saturating_sub(SNIPPET / 4).min(length.saturating_sub(SNIPPET));
    let cut: String = text.chars().skip(start).take(SNIPPET).collect();
    let (head, tail) = (if start > 0 { "…" } else { "" }, if start + SNIPPET < length { "…" } else { "" });
    format!("{head}{}{tail}", cut.trim())
}
