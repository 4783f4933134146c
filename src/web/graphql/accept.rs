//! Which media type an answer has, by what the request accepts: RFC 9110, with its weights and wildcards. Pure: what
//! follows from it is the business of those who answer.

use actix_web::dev::RequestHead;
use actix_web::http::{Method, header};

/// What an answer may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) enum Media {
    /// A GraphQL response whose status says whether anything was executed.
    GraphqlResponse,
    /// A GraphQL response with status 200 for all that is GraphQL.
    Json,
    /// Server-sent events.
    Events,
    /// A page for people.
    Page,
}

impl Media {
    fn name(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json",
            Self::Json => "application/json",
            Self::Events => "text/event-stream",
            Self::Page => "text/html",
        }
    }

    /// As the header `Content-Type` says it.
    pub(in crate::web) fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
            Self::Events => "text/event-stream; charset=utf-8",
            Self::Page => "text/html; charset=utf-8",
        }
    }

    /// Only what every program reads is meant by a wildcard: pages and events are asked for by name.
    fn is_meant_by_wildcards(self) -> bool {
        matches!(self, Self::GraphqlResponse | Self::Json)
    }
}

/// What answers to GraphQL may be, what is liked most first.
const ANSWERS: [Media; 2] = [Media::GraphqlResponse, Media::Json];

/// The media type of an answer to this request; none where it accepts none that there is.
pub(in crate::web) fn answer(head: &RequestHead) -> Option<Media> {
    best(&accepted(head), &ANSWERS)
}

/// Whether events are taken. Who asks for the head of an answer alone takes none, and nobody would see them go.
pub(in crate::web) fn takes_events(head: &RequestHead) -> bool {
    head.method != Method::HEAD && best(&accepted(head), &[Media::Events]).is_some()
}

/// Whether a page is wanted rather than an answer: a browser has opened the address.
pub(in crate::web) fn wants_page(head: &RequestHead) -> bool {
    let reads = head.method == Method::GET || head.method == Method::HEAD;
    reads && best(&accepted(head), &[Media::GraphqlResponse, Media::Json, Media::Page]) == Some(Media::Page)
}

/// All that the headers accept, as one list. What cannot be read accepts nothing.
fn accepted(head: &RequestHead) -> String {
    let values = head.headers.get_all(header::ACCEPT).map(|it| it.to_str().unwrap_or("unreadable"));
    values.collect::<Vec<_>>().join(",")
}

/// How exactly a range names a media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Precision {
    Anything,
    Type,
    Name,
}

/// One of the ranges of an Accept header.
struct Range<'a> {
    name: &'a str,
    /// In thousandths.
    weight: u16,
    /// Whether it wants what is encoded otherwise than in UTF-8.
    is_encoded: bool,
}

impl<'a> Range<'a> {
    /// None for what is no range: it is passed over.
    fn read(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let name = parts.next().filter(|it| it.contains('/'))?;
        let mut range = Self { name, weight: 1000, is_encoded: false };
        for (key, value) in parts.filter_map(|it| it.split_once('=')) {
            let (key, value) = (key.trim(), value.trim());
            if key.eq_ignore_ascii_case("q") {
                range.weight = weight(value)?;
            } else if key.eq_ignore_ascii_case("charset") {
                range.is_encoded = !is_utf_8(value);
            }
        }
        Some(range)
    }

    fn matches(&self, media: Media) -> Option<Precision> {
        let of = |text: &str| self.name.eq_ignore_ascii_case(text);
        match media.is_meant_by_wildcards() {
            _ if self.is_encoded => None,
            _ if of(media.name()) => Some(Precision::Name),
            true if of("application/*") => Some(Precision::Type),
            true if of("*/*") => Some(Precision::Anything),
            _ => None,
        }
    }
}

/// A weight of 0 to 1 with up to three places, in thousandths.
fn weight(text: &str) -> Option<u16> {
    let (whole, places) = text.split_once('.').unwrap_or((text, ""));
    let is_short = places.len() <= 3 && places.bytes().all(|it| it.is_ascii_digit());
    let places: u16 = format!("{places:0<3}").parse().ok().filter(|_| is_short)?;
    match whole {
        "0" => Some(places),
        "1" if places == 0 => Some(1000),
        _ => None,
    }
}

/// Whether this is how UTF-8 is named.
pub(super) fn is_utf_8(charset: &str) -> bool {
    let charset = charset.trim_matches('"');
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

/// Of what is offered, what is liked most first, what is accepted most. Where wildcards alone decide it is plain JSON, and
/// so it is where nothing is said.
fn best(accept: &str, offered: &[Media]) -> Option<Media> {
    if accept.trim().is_empty() {
        return offered.contains(&Media::Json).then_some(Media::Json);
    }
    let ranges: Vec<_> = accept.split(',').filter_map(Range::read).collect();
    let accepted = offered.iter().enumerate().filter_map(|(at, media)| {
        let matching = ranges.iter().filter_map(|it| Some((it.matches(*media)?, it.weight)));
        let (precision, weight) = matching.max()?;
        let liked = match precision {
            Precision::Name => offered.len() - at,
            Precision::Type | Precision::Anything => usize::from(*media == Media::Json),
        };
        (weight > 0).then_some(((weight, precision, liked), *media))
    });
    accepted.max_by_key(|it| it.0).map(|it| it.1)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn an_answer_is_what_is_accepted_most() {
        let check = |accept: &str, expected: Option<Media>| assert_eq!(best(accept, &ANSWERS), expected, "{accept}");
        let (json, response) = (Some(Media::Json), Some(Media::GraphqlResponse));
        for plain in ["", " ", "*/*", "application/*", "application/json", "Application/JSON;charset=UTF-8"] {
            check(plain, json);
        }
        check("application/json; charset=\"utf-8\"", json);
        check("application/graphql-response+json", response);
        check("application/graphql-response+json,application/json;q=0.9", response);
        check("application/json, application/graphql-response+json", response);
        check("application/json;q=0.9, application/graphql-response+json;q=0.8", json);
        check("application/json;q=0, application/graphql-response+json;q=0.001", response);
        check("application/json;q=0, */*", response);
        check("application/graphql-response+json;q=0.5, */*", json);
        check("text/html, */*;q=0.8", json);
        check(
            "application/graphql-response+json, application/graphql+json, text/event-stream, multipart/mixed",
            response,
        );
        check("nonsense, application/json", json);
        check("application/json;q=2, application/graphql-response+json;q=0.1", response);
        let none = ["text/html", "text/*", "image/png", "application/jsonx", "*/*;q=0", "application/json;q=0.000"];
        none.into_iter().for_each(|it| check(it, None));
        let odd =
            ["nonsense", ",", "application/json;q=-1", "application/json;q=0.1234", "application/json;charset=latin1"];
        odd.into_iter().for_each(|it| check(it, None));
    }

    #[test]
    fn events_are_for_those_who_take_them_by_name() {
        let check = |accept: &str, expected: bool| {
            let request = TestRequest::default().insert_header(("Accept", accept)).to_http_request();
            assert_eq!(takes_events(request.head()), expected, "{accept}");
        };
        check("text/event-stream", true);
        check("application/json, Text/Event-Stream;q=0.1", true);
        check("text/event-stream; charset=utf-8", true);
        for accept in ["", "*/*", "text/*", "text/event-stream;q=0", "text/event-stream; Q=0.000", "text/event-streams"]
        {
            check(accept, false);
        }
        let head = TestRequest::default().method(Method::HEAD).insert_header(("Accept", "text/event-stream"));
        assert!(!takes_events(head.to_http_request().head()));
    }

    #[test]
    fn a_page_is_for_those_who_ask_for_one_by_name() {
        let check = |method: Method, accept: &str, expected: bool| {
            let request = TestRequest::default().method(method).insert_header(("Accept", accept)).to_http_request();
            assert_eq!(wants_page(request.head()), expected, "{accept}");
        };
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        check(Method::GET, browser, true);
        check(Method::HEAD, browser, true);
        check(Method::POST, browser, false);
        check(Method::GET, "*/*", false);
        check(Method::GET, "text/*", false);
        check(Method::GET, "application/json, text/html;q=0.9", false);
        check(Method::GET, "application/json, text/html", false);
    }
}
