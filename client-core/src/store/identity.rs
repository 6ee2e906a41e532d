//! The rows that say who this device is.

use model::seal::key::PublicKey;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use zeroize::Zeroizing;

use super::StoreError;
use crate::identity::{Enrolled, Identity};

/// Who this device is, once it is enrolled.
pub(crate) fn find(conn: &Connection) -> Result<Option<Enrolled>, StoreError> {
    let row: Option<([String; 8], Option<String>)> = conn
        .prepare_cached(
            "SELECT device, person, person_name, organisation, organisation_name, audience, server_url, public_key, certificate
             FROM identity",
        )?
        .query_row([], |row| {
            let texts = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?];
            Ok((texts, row.get(8)?))
        })
        .optional()?;
    let Some(([device, person, person_name, organisation, organisation_name, audience, server_url, public_key], certificate)) = row else {
        return Ok(None);
    };
    let unreadable = |_| StoreError::Value("an identifier".to_owned());
    let identity = Identity {
        device: device.parse().map_err(unreadable)?,
        person: person.parse().map_err(unreadable)?,
        person_name,
        organisation: organisation.parse().map_err(unreadable)?,
        organisation_name,
        server_url,
    };
    let public_key: PublicKey = serde_json::from_str(&public_key)?;
    Ok(Some(Enrolled { identity, audience, public_key, certificate }))
}

/// Keeps who this device is.
pub(crate) fn keep(tx: &Transaction<'_>, enrolled: &Enrolled) -> Result<(), StoreError> {
    let Enrolled { identity, audience, public_key, certificate } = enrolled;
    tx.execute(
        "INSERT INTO identity (one, device, person, person_name, organisation, organisation_name, audience, server_url, public_key,
             certificate)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            identity.device.to_string(),
            identity.person.to_string(),
            identity.person_name,
            identity.organisation.to_string(),
            identity.organisation_name,
            audience,
            identity.server_url,
            serde_json::to_string(public_key)?,
            certificate
        ],
    )?;
    Ok(())
}

/// Keeps the organisation's certificate of this device.
pub(crate) fn keep_certificate(tx: &Transaction<'_>, certificate: &str) -> Result<(), StoreError> {
    tx.execute("UPDATE identity SET certificate = ?1", [certificate])?;
    Ok(())
}

/// Keeps the server's new address; answers whether there was an identity to keep it for.
pub(crate) fn move_server(tx: &Transaction<'_>, server_url: &str) -> Result<bool, StoreError> {
    Ok(tx.execute("UPDATE identity SET server_url = ?1", [server_url])? > 0)
}

/// The secret of the software key, if there is one. Wiped when dropped.
pub(crate) fn software_key(conn: &Connection) -> Result<Option<Zeroizing<[u8; 32]>>, StoreError> {
    let secret = conn.query_row("SELECT secret FROM software_key", [], |row| row.get::<_, [u8; 32]>(0)).optional()?;
    Ok(secret.map(Zeroizing::new))
}

/// Keeps the secret of a new software key.
pub(crate) fn keep_software_key(tx: &Transaction<'_>, secret: &Zeroizing<[u8; 32]>) -> Result<(), StoreError> {
    tx.execute("INSERT INTO software_key (one, secret) VALUES (1, ?1)", [secret.as_slice()])?;
    Ok(())
}
