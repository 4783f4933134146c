//! Writes about advocates, and the rights of persons.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};

use super::given::{date, patch, text};
use super::{Payload, UserError, payloads, submit};
use crate::api::context::Look;
use crate::api::types::node::Node;
use crate::api::types::person::FreeText;
use crate::api::types::scalar::Date;
use crate::domain::command::{self, PersonCommand};
use crate::domain::{Advocate, Command};
use crate::graph::AnyRef;
use crate::queries::people;

/// A person of an organisation to add. Its key is made by the service.
#[derive(InputObject)]
pub(crate) struct AddAdvocateInput {
    /// The id of the organisation. Required.
    organisation: Option<ID>,
    /// The name of the person.
    name: Option<String>,
    /// The e-mail address.
    email: Option<String>,
    /// The telephone number.
    phone: Option<String>,
    /// Where the details come from; where there are any, default that they are as told to whoever recorded them.
    source: Option<String>,
    /// The last day on which the details are kept, today or later; where there are any, default two years from now.
    kept_until: Option<Date>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// A change of an advocate. What is absent stays, what is null is cleared. The organisation stays: who goes to another is
/// added there.
#[derive(InputObject)]
pub(crate) struct UpdateAdvocateInput {
    /// The id of the advocate.
    advocate: ID,
    /// The name of the person.
    name: MaybeUndefined<String>,
    /// The e-mail address.
    email: MaybeUndefined<String>,
    /// The telephone number.
    phone: MaybeUndefined<String>,
    /// Where the details come from; where it is cleared and there are any, as when an advocate is added.
    source: MaybeUndefined<String>,
    /// The last day on which the details are kept, today or later; cleared as the source.
    kept_until: MaybeUndefined<Date>,
    /// The revision you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// A person to erase.
#[derive(InputObject)]
pub(crate) struct ErasePersonInput {
    /// The id of the contact or the advocate.
    id: ID,
    /// The revision you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// A free text to redact.
#[derive(InputObject)]
pub(crate) struct RedactTextInput {
    /// The id of whose text it is.
    id: ID,
    /// Which of its texts, as erasePerson and mentions name it, such as purpose or priorities.1. Required.
    field: Option<String>,
    /// What is to stand there; default (redacted). In place of a title or a publisher, one line.
    replacement: Option<String>,
    /// The revision you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before. For a takeaway it is not kept.
    idempotency_key: Option<String>,
}

impl From<RedactTextInput> for Command {
    fn from(it: RedactTextInput) -> Self {
        let RedactTextInput { id, field, replacement, expected_revision, .. } = it;
        let redact = command::RedactText { id: id.0, field, replacement, expected_revision };
        Self::Person(PersonCommand::Redact(redact))
    }
}

/// What became of a free text to redact.
#[derive(async_graphql::SimpleObject)]
struct RedactTextPayload {
    /// The thing as it now is; null where the wish was refused.
    node: Option<Node>,
    /// Every mistake of the input; empty where the wish was granted.
    user_errors: Vec<UserError>,
}

impl Payload for RedactTextPayload {
    fn done(_: &Context<'_>, entity: AnyRef) -> Result<Self> {
        Ok(Self { node: Some(entity.into()), user_errors: Vec::new() })
    }

    fn refused(user_errors: Vec<UserError>) -> Self {
        Self { node: None, user_errors }
    }
}

impl From<AddAdvocateInput> for Command {
    fn from(it: AddAdvocateInput) -> Self {
        Self::Person(PersonCommand::AddAdvocate(Box::new(command::AddAdvocate {
            organisation: text(it.organisation),
            name: it.name,
            email: it.email,
            phone: it.phone,
            source: it.source,
            kept_until: date(it.kept_until),
        })))
    }
}

impl From<UpdateAdvocateInput> for Command {
    fn from(it: UpdateAdvocateInput) -> Self {
        Self::Person(PersonCommand::UpdateAdvocate(Box::new(command::UpdateAdvocate {
            advocate: it.advocate.0,
            expected_revision: it.expected_revision,
            name: patch(it.name, |it| it),
            email: patch(it.email, |it| it),
            phone: patch(it.phone, |it| it),
            source: patch(it.source, |it| it),
            kept_until: patch(it.kept_until, Date::text),
        })))
    }
}

impl From<ErasePersonInput> for Command {
    fn from(it: ErasePersonInput) -> Self {
        let ErasePersonInput { id, expected_revision, .. } = it;
        Self::Person(PersonCommand::Erase(command::ErasePerson { id: id.0, expected_revision }))
    }
}

payloads! {
    /// What became of a person to add.
    AddAdvocatePayload { advocate: Advocate },
    /// What became of a change of an advocate.
    UpdateAdvocatePayload { advocate: Advocate },
}

/// What became of a person to erase.
#[derive(async_graphql::SimpleObject)]
struct ErasePersonPayload {
    /// The id of the contact or the advocate, which stays without details; null where the wish was refused.
    id: Option<ID>,
    /// The free texts that may name the person, in the order of recording. Look through them and redact those that do: nobody
    /// finds them by the name any more.
    free_texts: Vec<FreeText>,
    /// Every mistake of the input; empty where the wish was granted.
    user_errors: Vec<UserError>,
}

impl Payload for ErasePersonPayload {
    fn done(ctx: &Context<'_>, entity: AnyRef) -> Result<Self> {
        let id = match entity {
            AnyRef::Contact(it) => it.global_id(ctx)?,
            AnyRef::Advocate(it) => it.global_id(ctx)?,
            _ => return Err(crate::api::context::internal(ctx)),
        };
        Ok(Self { id: Some(id), free_texts: Vec::new(), user_errors: Vec::new() })
    }

    fn refused(user_errors: Vec<UserError>) -> Self {
        Self { id: None, free_texts: Vec::new(), user_errors }
    }
}

/// The texts that may name a person; none for whoever may not erase.
fn mentions(ctx: &Context<'_>, id: &str) -> Vec<FreeText> {
    let session = ctx.session();
    let snapshot = session.store.snapshot();
    let view = snapshot.view(&session.caller.clearance, session.today);
    match people::person(view, "id", id) {
        Ok(person) if view.clearance().administers() => {
            people::mentions(view, person).into_iter().map(Into::into).collect()
        }
        _ => Vec::new(),
    }
}

/// Writes about advocates, and the rights of persons.
#[derive(Default)]
pub(crate) struct PeopleMutation;

/// Writes about advocates, and the rights of persons.
#[Object]
impl PeopleMutation {
    /// Adds a person of an organisation; advocates add those of their own.
    async fn add_advocate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person of an organisation to add.")] input: AddAdvocateInput,
    ) -> Result<AddAdvocatePayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Changes what is known of an advocate.
    async fn update_advocate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change of an advocate.")] input: UpdateAdvocateInput,
    ) -> Result<UpdateAdvocatePayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Erases a person, for good: name, e-mail address, telephone number and where they come from can be read nowhere any
    /// more, neither in memory nor on disk nor, with the erasure list of today, in any backup. Who attended what is erased
    /// likewise, and tokens of an advocate are good for nothing. The post, its follow-ups and referrals stay.
    ///
    /// Only for administrators.
    async fn erase_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person to erase.")] input: ErasePersonInput,
    ) -> Result<ErasePersonPayload> {
        // Found beforehand, in a snapshot that nobody holds on to while the writer lets go of the person.
        let found = mentions(ctx, &input.id);
        let payload: ErasePersonPayload = submit(ctx, input.idempotency_key.clone(), input).await?;
        let free_texts = if payload.id.is_some() { found } else { Vec::new() };
        Ok(ErasePersonPayload { free_texts, ..payload })
    }

    /// Puts another text in place of a free text, for good: what it said before can be read nowhere any more, as with a
    /// person that is erased. Texts that were recorded before texts of their kind were sealed stay in the journal. What was
    /// learned under the Chatham House Rule is redacted without any sign of by whom and when; backups made before hold it.
    ///
    /// Only for administrators.
    async fn redact_text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The free text to redact.")] input: RedactTextInput,
    ) -> Result<RedactTextPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }
}
