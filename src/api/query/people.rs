//! Questions for what is held on persons.

use async_graphql::{Context, ID, Object, Result};

use super::super::context::Look;
use super::super::error::{forbidden, unavailable};
use super::super::types::person::{FreeText, PersonalData};
use crate::queries::people;

/// Questions for what is held on persons.
#[derive(Default)]
pub(crate) struct PeopleQueries;

/// What can be asked.
#[Object]
impl PeopleQueries {
    /// All that is held on a contact or an advocate, to be given to that person: the details with all that is still readable
    /// of earlier ones, and what refers to the person or the post, without other people's identities, those of earlier holders
    /// included, without what others wrote at length and without takeaways. For coordinators and administrators, and for an advocate of itself.
    async fn personal_data(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the contact or the advocate.")] of: ID,
    ) -> Result<PersonalData> {
        let session = ctx.session();
        let (person, id) = {
            let view = ctx.view();
            let person = people::person(view, "of", &of)?;
            if !people::may_have(view, person) {
                return Err(forbidden(
                    "what is held on a person is for coordinators and for that person: ask a coordinator",
                ));
            }
            let id = view
                .entity(person)
                .map(crate::domain::Entity::id)
                .ok_or_else(|| super::super::context::internal(ctx))?;
            (person, id)
        };
        session.is_not_kept();
        session.takes_all_of(id.clone()).await?;
        let past = session.store.past_details(id.clone()).await.map_err(|fault| unavailable(&fault))?;
        Ok(PersonalData::new(ctx.view(), person, &id, &past))
    }

    /// The free texts that may name a contact or an advocate, to be looked through before that person is erased: afterwards
    /// nobody knows what to look for. In the order of recording. Only for administrators.
    async fn mentions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the contact or the advocate.")] of: ID,
    ) -> Result<Vec<FreeText>> {
        let view = ctx.view();
        let person = people::person(view, "of", &of)?;
        if !view.clearance().administers() {
            return Err(forbidden("only administrators look for who is named: ask one"));
        }
        // What is shown are the texts, and not by whom they are.
        ctx.session().is_not_kept();
        Ok(people::mentions(view, person).into_iter().map(Into::into).collect())
    }
}
