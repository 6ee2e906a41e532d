//! People and their devices: who belongs to an organisation, how the desk signs in, how a device gets in and is put out.

pub(crate) mod api_keys;
pub(crate) mod certificates;
pub(crate) mod desk_users;
pub(crate) mod devices;
pub(crate) mod enrolment;
pub(crate) mod enrolment_code;
pub(crate) mod own_password;
pub(crate) mod password;
pub(crate) mod role;
pub(crate) mod session;
pub(crate) mod set_up;
pub(crate) mod technicians;
pub(crate) mod token;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(enrolment::routes())
        .merge(token::routes())
        .merge(session::routes())
        .merge(own_password::routes())
        .merge(desk_users::routes())
        .merge(api_keys::routes())
        .merge(technicians::routes())
        .merge(devices::routes())
        .merge(certificates::routes())
}
