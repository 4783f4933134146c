//! The front page: what this is, what day it is taken to be, and where to ask.

use actix_web::{HttpRequest, HttpResponse, web};
use maud::{DOCTYPE, html};

use super::Service;

pub(super) async fn home(request: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    let here = request.connection_info().host().to_owned();
    let today = service.store.world().today();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { "Demarche" } }
            body {
                h1 { "Demarche" }
                p { "Which states lead on an Act, whom to meet, what is nobody doing." }
                @match service.rehearsed {
                    Some(day) => p { strong { "This is a rehearsal: today is taken to be " (day) ". Changes are kept." } },
                    None => p { "Today is " (today) " in UTC." },
                }
                p { "Ask by GraphQL: send a POST with JSON to " code { "/graphql" } ". For example:" }
                pre { "curl -s http://" (here) (EXAMPLE) }
                p { "Health: " a href="/health/live" { "live" } ", " a href="/health/ready" { "ready" } "." }
            }
        }
    };
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header(("Content-Security-Policy", "default-src 'none'"))
        .insert_header(("X-Content-Type-Options", "nosniff"))
        .insert_header(("Cache-Control", "no-store"))
        .body(page.into_string())
}

const EXAMPLE: &str = r#"/graphql -H 'Content-Type: application/json' \
  -d '{"query": "{ leaders(act: 3) { nodes { state { name } position leadership } } }"}'"#;
