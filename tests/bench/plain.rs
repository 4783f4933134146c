//! What async-graphql costs by itself: the types of the four questions over plain vectors that were prepared
//! beforehand, read from the service's own answers, behind a front that does no more than it must.

use std::collections::BTreeMap;
use std::path::Path;

use actix_web::{HttpResponse, web};
use async_graphql::{
    EmptyMutation, EmptySubscription, Enum, InputValueResult, Object, Request, Scalar, ScalarType, Schema,
    SimpleObject, Value, Variables,
};
use bytes::Bytes;
use serde::Deserialize;

use super::server;

#[derive(Clone, Default, Deserialize)]
struct Date(String);

#[Scalar]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(Self(value.to_string()))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

macro_rules! words {
    ($($name:ident { $first:ident $(, $word:ident)* })+) => { $(
        #[derive(Clone, Copy, PartialEq, Eq, Default, Enum, Deserialize)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        enum $name { #[default] $first $(, $word)* }
    )+ };
}
words! {
    Position { Positive, OnTheFence, Negative }
    Leadership { Leads, CanLead, None }
    Region { Africa, Asia, Europe, LatinAmerica, Mena, NorthAmerica, Pacific }
    Confidence { Low, Medium, High }
    Status { Open, Done, Cancelled }
    TripStatus { Planned, Cancelled }
}

/// Types in plain vectors. A question leaves fields out that it does not ask for.
macro_rules! types {
    ($($name:ident { $($field:ident: $ty:ty),* $(,)? })+) => { $(
        #[derive(Default, SimpleObject, Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        struct $name { $($field: $ty),* }
    )+ };
}
types! {
    State { code: String, name: String, region: Region }
    Body { name: String }
    City { name: String }
    Act { number: i32, title: String }
    Organisation { name: String }
    Evidence { title: String, url: Option<String> }
    Stance { observed_on: Date, confidence: Confidence, evidence: Vec<Evidence> }
    Contact {
        post: String, institution: Option<String>, city: City, state: Option<State>, body: Option<Body>,
        last_contacted_on: Option<Date>,
    }
    FollowUp {
        purpose: String, due: Date, overdue: bool, status: Status, assignee: Organisation, state: Option<State>,
        body: Option<Body>, act: Option<Act>, city: Option<City>,
    }
    Milestone { title: String, from: Date, to: Date, city: Option<City> }
    Standing { act: Act, position: Option<Position>, leadership: Option<Leadership>, contested: bool }
    Leader {
        state: State, position: Position, leadership: Leadership, contested: bool, stance: Stance,
        contacts: Vec<Contact>, open_follow_ups: Vec<FollowUp>,
    }
    PageInfo { has_next_page: bool, end_cursor: Option<String> }
    LeaderConnection { total_count: i32, nodes: Vec<Leader>, page_info: PageInfo }
    Visit { contact: Contact, standings: Vec<Standing>, due_follow_ups: Vec<FollowUp> }
    Trip { organisation: Organisation, from: Date, to: Date, status: TripStatus }
    OutreachPlan {
        city: City, milestones: Vec<Milestone>, visits: Vec<Visit>, other_follow_ups: Vec<FollowUp>, trips: Vec<Trip>,
    }
    Month { month: String, open: i32, done: i32, milestones: Vec<Milestone>, follow_ups: Vec<FollowUp> }
    Gap { state: State, act: Act, standing: Standing, next_round: Option<Milestone> }
    GapConnection { total_count: i32, nodes: Vec<Gap>, page_info: PageInfo }
    Tally { positive: i32, on_the_fence: i32, negative: i32, unknown: i32, leads: i32, can_lead: i32 }
    MatrixRow { state: State, standings: Vec<Standing> }
    StanceMatrix { as_of: Date, acts: Vec<Act>, rows: Vec<MatrixRow>, totals: Vec<Tally> }
}

#[derive(Default, SimpleObject, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[graphql(complex)]
struct Roadmap {
    from: Date,
    to: Date,
    as_of: Date,
    open: i32,
    done: i32,
    cancelled: i32,
    overdue: i32,
    months: Vec<Month>,
    #[graphql(skip)]
    gaps: GapConnection,
}

#[async_graphql::ComplexObject]
impl Roadmap {
    async fn gaps(&self, first: Option<i32>, after: Option<String>) -> &GapConnection {
        let _ = (first, after);
        &self.gaps
    }
}

/// The answers, as vectors.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Query {
    leaders: LeaderConnection,
    outreach: OutreachPlan,
    roadmap: Roadmap,
    stance_matrix: StanceMatrix,
}

#[Object]
impl Query {
    async fn leaders(
        &self,
        act: i32,
        as_of: Option<Date>,
        leadership: Option<Vec<Leadership>>,
        first: Option<i32>,
        after: Option<String>,
    ) -> &LeaderConnection {
        let _ = (act, as_of, leadership, first, after);
        &self.leaders
    }

    async fn outreach(
        &self,
        city: String,
        from: Date,
        to: Date,
        acts: Option<Vec<i32>>,
        due_only: Option<bool>,
    ) -> &OutreachPlan {
        let _ = (city, from, to, acts, due_only);
        &self.outreach
    }

    async fn roadmap(&self, phase: Option<i32>, as_of: Option<Date>) -> &Roadmap {
        let _ = (phase, as_of);
        &self.roadmap
    }

    async fn stance_matrix(
        &self,
        as_of: Option<Date>,
        acts: Option<Vec<i32>>,
        regions: Option<Vec<Region>>,
    ) -> &StanceMatrix {
        let _ = (as_of, acts, regions);
        &self.stance_matrix
    }
}

/// A schema over vectors.
#[derive(Clone)]
pub(crate) struct Plain(Schema<Query, EmptyMutation, EmptySubscription>);

impl Plain {
    /// Over the vectors of these answers, each the bytes of a response.
    pub(crate) fn over<'a>(answers: impl IntoIterator<Item = &'a [u8]>) -> Self {
        #[derive(Deserialize)]
        struct Response {
            data: BTreeMap<String, serde_json::Value>,
        }
        let responses = answers.into_iter().map(|it| serde_json::from_slice::<Response>(it).unwrap());
        let all = responses.flat_map(|it| it.data).collect();
        let query: Query = serde_json::from_value(serde_json::Value::Object(all)).unwrap();
        Self(Schema::build(query, EmptyMutation, EmptySubscription).finish())
    }

    /// Answers the body of a request.
    pub(crate) async fn answer(&self, body: &[u8]) -> Vec<u8> {
        #[derive(Deserialize)]
        struct Body {
            query: String,
            variables: serde_json::Value,
        }
        let Body { query, variables } = serde_json::from_slice(body).unwrap();
        let response = self.0.execute(Request::new(query).variables(Variables::from_json(variables))).await;
        serde_json::to_vec(&response).unwrap()
    }
}

/// Serves the vectors of the answers in a file, one a line.
pub(crate) fn serve(answers: &Path) {
    let answers = std::fs::read(answers).unwrap();
    let plain = Plain::over(answers.split(|it| *it == b'\n').filter(|it| !it.is_empty()));
    server::serve(move |config| {
        let plain = web::Data::new(plain.clone());
        config.app_data(plain).route("/graphql", web::post().to(answer));
    });
}

async fn answer(plain: web::Data<Plain>, body: Bytes) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json; charset=utf-8").body(plain.answer(&body).await)
}
