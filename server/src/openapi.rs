//! The OpenAPI document: generated from the handlers, so that it cannot say anything else than they do.

use http::Method;
use model::reference::asset::AssetFile;
use model::reference::checklist::ChecklistTemplate;
use model::reference::part::Part;
use model::reference::price::Price;
use utoipa::OpenApi;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};

use crate::auth::SESSION_COOKIE;
use crate::auth::permission::{needed, only_people};
use crate::people::role::Role;

#[derive(OpenApi)]
#[openapi(
    info(title = "Fieldbook", description = "Devices synchronise, the desk dispatches. Errors are RFC 9457 problems with a stable `code`."),
    components(schemas(AssetFile, ChecklistTemplate, Part, Price)),
    tags(
        (name = "devices", description = "Enrolled devices, with an access token"),
        (name = "desk", description = "Desk users, with a session cookie; requests that change something must come from the server's own page. Other systems, with a key; `x-permissions` of an operation are the scopes of which one is needed, `x-roles` of this document says which role has which"),
        (name = "check", description = "For everybody who holds a paper or a file, without signing in"),
        (name = "server", description = "Whether the server works"),
    )
)]
struct Face;

/// The document before the routes are added.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    let mut document = Face::openapi();
    let components = document.components.get_or_insert_default();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("at+jwt").build();
    components.add_security_scheme("device", SecurityScheme::Http(bearer));
    let cookie = ApiKey::Cookie(ApiKeyValue::new(SESSION_COOKIE));
    components.add_security_scheme("desk", SecurityScheme::ApiKey(cookie));
    let key = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("fbk_…").build();
    components.add_security_scheme("key", SecurityScheme::Http(key));
    document.extensions.get_or_insert_default().merge(ExtensionsBuilder::new().add("x-roles", roles()).build());
    document
}

/// What each role at the desk may do: `x-roles` of the document.
fn roles() -> serde_json::Value {
    Role::AT_THE_DESK.iter().map(|role| (role.word().to_owned(), serde_json::json!(role.permissions()))).collect()
}

/// What anybody may call: the ways in.
const OPEN: [(&str, &str); 4] =
    [("post", "/v1/devices/enrol"), ("post", "/v1/token"), ("post", "/v1/desk/session"), ("delete", "/v1/desk/session")];

/// The name of an operation, by which programs are generated: unlike those of the functions behind it, unique and lasting.
/// `post_desk_visits_by_id_actions` is `POST /v1/desk/visits/{id}/actions`.
fn operation_id(method: &str, path: &str) -> String {
    let parts = path.trim_start_matches("/v1").split('/').filter(|part| !part.is_empty());
    let word = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        Some(parameter) => format!("_by_{parameter}"),
        None => format!("_{}", part.replace(['-', '.'], "_")),
    };
    parts.fold(method.to_owned(), |id, part| id + &word(part))
}

/// Names every operation, and says of it what it asks for: nothing, an access token, or a desk session or key that may do one of some things.
pub(crate) fn describe_operations(document: &mut utoipa::openapi::OpenApi) {
    for (path, item) in &mut document.paths.paths {
        let operations: [(&str, &mut Option<Operation>); 6] = [
            ("get", &mut item.get),
            ("head", &mut item.head),
            ("post", &mut item.post),
            ("put", &mut item.put),
            ("patch", &mut item.patch),
            ("delete", &mut item.delete),
        ];
        for (method, operation) in operations {
            let Some(operation) = operation else { continue };
            operation.operation_id = Some(operation_id(method, path));
            if !path.starts_with("/v1/")
                || operation.tags.as_deref().is_some_and(|tags| tags == ["check"])
                || OPEN.contains(&(method, path.as_str()))
            {
                continue;
            }
            let seen = path.starts_with("/v1/blobs/") && matches!(method, "get" | "head");
            let asked = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).ok();
            let schemes: &[&str] = match path.starts_with("/v1/desk/") {
                true if asked.as_ref().is_some_and(|method| only_people(method, path)) => &["desk"],
                true => &["desk", "key"],
                false if seen => &["device", "desk", "key"],
                false => &["device"],
            };
            if let Some(needed) = asked.and_then(|method| needed(&method, path)) {
                let extension = ExtensionsBuilder::new().add("x-permissions", serde_json::json!(needed)).build();
                operation.extensions.get_or_insert_default().merge(extension);
            }
            operation.security = Some(schemes.iter().map(|scheme| SecurityRequirement::new(*scheme, Vec::<String>::new())).collect());
        }
    }
}
