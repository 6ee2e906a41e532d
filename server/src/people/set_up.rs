//! Setting up an organisation with its first desk user; done at the command line, never over the network.

use model::id::{OrganisationId, PersonId};
use zeroize::Zeroizing;

use super::password::{LONGEST_BYTES, PasswordError, SHORTEST};
use super::technicians::is_name;
use crate::app::App;
use crate::checklists;
use crate::host::ChanceError;
use crate::store::identity::{OrganisationOutcome, OrganisationRow};

/// An organisation to be set up.
pub struct NewOrganisation {
    /// Its name, at most 80 characters; unique on this server.
    pub name: String,
    /// The name its first desk user signs in with, at most 80 characters; unique on this server, case does not matter.
    pub desk_user: String,
    /// That user's password, at least 8 characters.
    pub password: String,
}

impl std::fmt::Debug for NewOrganisation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewOrganisation").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Why the organisation was not set up. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// Choose another name.
    #[error("there is already an organisation of this name")]
    NameTaken,
    /// Choose another name for the desk user.
    #[error("there is already a desk user of this name")]
    DeskUserTaken,
    /// Names have 1 to 80 characters and no control characters.
    #[error("a name needs 1 to 80 characters and no control characters")]
    Name,
    /// Passwords have at least 8 characters and at most 256 bytes.
    #[error("a password needs at least 8 characters and at most 256 bytes")]
    Password,
    /// No randomness; try again.
    #[error(transparent)]
    Chance(#[from] ChanceError),
    /// The server could not carry it out; try again.
    #[error("not set up: {0}")]
    Failed(String),
}

/// Sets up the organisation.
pub(crate) async fn set_up(app: &App, new: NewOrganisation) -> Result<OrganisationId, SetUpError> {
    let password = Zeroizing::new(new.password);
    if !is_name(&new.name) || !is_name(&new.desk_user) {
        return Err(SetUpError::Name);
    }
    if password.chars().count() < SHORTEST || password.len() > LONGEST_BYTES {
        return Err(SetUpError::Password);
    }
    let password_hash = app.passwords.hash(password, app.chance.as_ref()).await.map_err(|error| match error {
        PasswordError::Chance(error) => SetUpError::Chance(error),
        error => SetUpError::Failed(error.to_string()),
    })?;
    let at = app.now();
    let id = OrganisationId::from_parts(at, app.random()?);
    let row = OrganisationRow {
        id,
        name: new.name.trim().to_owned(),
        person: PersonId::from_parts(at, app.random()?),
        login: new.desk_user.trim().to_lowercase(),
        desk_name: new.desk_user.trim().to_owned(),
        password_hash,
        at,
    };
    match app.store.create_organisation(row).await {
        Ok(OrganisationOutcome::Created) => {
            if let Err(error) = app.organisation_keys.of(id) {
                tracing::warn!(error = %error, "the new organisation gets its key when it is first needed");
            }
            if let Err(error) = checklists::provide(app, id).await {
                tracing::warn!(error = %error, "the new organisation gets its checklists at the next start");
            }
            Ok(id)
        }
        Ok(OrganisationOutcome::NameTaken) => Err(SetUpError::NameTaken),
        Ok(OrganisationOutcome::LoginTaken) => Err(SetUpError::DeskUserTaken),
        Err(error) => Err(SetUpError::Failed(error.to_string())),
    }
}
