//! Writes about contacts.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};

use super::given::{date, patch, text};
use super::{payloads, submit};
use crate::api::types::scalar::Date;
use crate::api::vocabulary::{Level, Marking};
use crate::domain::command;
use crate::domain::{Command, Contact};

/// A contact to add: of a state or of a body.
#[derive(InputObject)]
pub(crate) struct AddContactInput {
    /// A slug for it, of a-z, 0-9 and -, where a coordinator chooses one; made by the service for all others.
    key: Option<String>,
    /// The code of its state. One of state and body is required.
    state: Option<String>,
    /// The id of its body. One of state and body is required.
    body: Option<ID>,
    /// The id of the city where it is posted. Required.
    city: Option<ID>,
    /// The post held. Required.
    post: Option<String>,
    /// The ministry, permanent mission or other institution.
    institution: Option<String>,
    /// At what level it is met. Required.
    level: Option<Level>,
    /// The numbers of the Acts it is about; none means all.
    acts: Option<Vec<i32>>,
    /// The name of the holder.
    name: Option<String>,
    /// The holder's e-mail address.
    email: Option<String>,
    /// The holder's telephone number.
    phone: Option<String>,
    /// Where the details of the holder come from; where there are any, default that they are as told to whoever recorded them.
    source: Option<String>,
    /// The last day on which the details of the holder are kept, today or later; where there are any, default two years from now.
    kept_until: Option<Date>,
    /// Who may see it; default COALITION.
    marking: Option<Marking>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// A change of a contact. What is absent stays, what is null is cleared.
#[derive(InputObject)]
pub(crate) struct UpdateContactInput {
    /// The id of the contact.
    contact: ID,
    /// The id of the city where it is posted; cannot be cleared.
    city: MaybeUndefined<ID>,
    /// The post held; cannot be cleared.
    post: MaybeUndefined<String>,
    /// The ministry, permanent mission or other institution.
    institution: MaybeUndefined<String>,
    /// At what level it is met; cannot be cleared.
    level: MaybeUndefined<Level>,
    /// The numbers of the Acts it is about; none, or null, means all.
    acts: MaybeUndefined<Vec<i32>>,
    /// The name of the holder. With another one, or with none, what was recorded of the holder before cannot be read any more;
    /// what of the details is not given along stays.
    name: MaybeUndefined<String>,
    /// The holder's e-mail address.
    email: MaybeUndefined<String>,
    /// The holder's telephone number.
    phone: MaybeUndefined<String>,
    /// Where the details of the holder come from; where it is cleared and there are any, as when a contact is added.
    source: MaybeUndefined<String>,
    /// The last day on which the details of the holder are kept, today or later; cleared as the source.
    kept_until: MaybeUndefined<Date>,
    /// Who may see it; cannot be cleared.
    marking: MaybeUndefined<Marking>,
    /// The revision you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

impl From<AddContactInput> for Command {
    fn from(it: AddContactInput) -> Self {
        Self::AddContact(Box::new(command::AddContact {
            key: it.key,
            state: it.state,
            body: text(it.body),
            city: text(it.city),
            post: it.post,
            institution: it.institution,
            level: it.level.map(Into::into),
            acts: it.acts.unwrap_or_default(),
            name: it.name,
            email: it.email,
            phone: it.phone,
            source: it.source,
            kept_until: date(it.kept_until),
            marking: it.marking.map(Into::into),
        }))
    }
}

impl From<UpdateContactInput> for Command {
    fn from(it: UpdateContactInput) -> Self {
        Self::UpdateContact(Box::new(command::UpdateContact {
            contact: it.contact.0,
            expected_revision: it.expected_revision,
            city: patch(it.city, |it| it.0),
            post: patch(it.post, |it| it),
            institution: patch(it.institution, |it| it),
            level: patch(it.level, Into::into),
            acts: patch(it.acts, |it| it),
            name: patch(it.name, |it| it),
            email: patch(it.email, |it| it),
            phone: patch(it.phone, |it| it),
            source: patch(it.source, |it| it),
            kept_until: patch(it.kept_until, Date::text),
            marking: patch(it.marking, Into::into),
        }))
    }
}

payloads! {
    /// What became of a contact to add.
    AddContactPayload { contact: Contact },
    /// What became of a change of a contact.
    UpdateContactPayload { contact: Contact },
}

/// Writes about contacts.
#[derive(Default)]
pub(crate) struct ContactMutation;

/// Writes about contacts.
#[Object]
impl ContactMutation {
    /// Adds a contact.
    async fn add_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The contact to add.")] input: AddContactInput,
    ) -> Result<AddContactPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }

    /// Changes a contact. A public one to which anybody but a coordinator gives another post or institution is COALITION from
    /// then on.
    async fn update_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change of a contact.")] input: UpdateContactInput,
    ) -> Result<UpdateContactPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }
}
