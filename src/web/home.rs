//! The front page: what this is, what day it is taken to be, who is signed in, and where to ask.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use maud::html;

use super::page::page;
use super::{Service, caller};
use crate::domain::Clearance;

pub(super) async fn home(request: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    let here = request.connection_info().host().to_owned();
    let scheme = if request.app_config().secure() { "https" } else { "http" };
    let today = service.store.world().today();
    let body = html! {
        p { "Which states lead on an Act, whom to meet, what is nobody doing." }
        @match service.rehearsed {
            Some(day) => p { strong { "This is a rehearsal: today is taken to be " (day) ". Changes are kept." } },
            None => p { "Today is " (today) " in UTC." },
        }
        @match caller::by_cookie(&request, &service) {
            Some((caller, _)) => {
                p { "You are signed in as " (role(&caller.clearance)) "." }
                form method="post" action="/sign-out" { button { "Sign out" } }
            }
            None => p { "You are not signed in in this browser: an admin can give you a sign-in link, or a token." },
        }
        p { "Ask in " a href="/graphql" { "the explorer" } ", where there are questions to begin with, and all that can be asked." }
        p { "Programs ask by GraphQL: send a POST with JSON to " code { "/graphql" } ". For example:" }
        pre { "curl -s " (scheme) "://" (here) (EXAMPLE) }
        p { "Health: " a href="/health/live" { "live" } ", " a href="/health/ready" { "ready" } "." }
    };
    page(StatusCode::OK, &body)
}

pub(super) fn role(clearance: &Clearance) -> &'static str {
    match clearance {
        Clearance::Viewer => "a viewer",
        Clearance::Analyst => "an analyst",
        Clearance::Advocate { .. } => "an advocate",
        Clearance::Coordinator => "a coordinator",
        Clearance::Admin => "an admin",
    }
}

const EXAMPLE: &str = r#"/graphql -H 'Content-Type: application/json' -H 'Authorization: Bearer TOKEN' \
  -d '{"query": "{ leaders(act: 3) { nodes { state { name } position leadership } } }"}'"#;
