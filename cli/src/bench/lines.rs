//! One JSON object a line in, one a line out, matched by `id`: `{"id":1,"op":"open",…}` → `{"id":1,"ok":true,…}`, or `"ok":false` and
//! `error`. Requests are answered as they end, not in turn. `close` or the end of the input ends the program.

use std::future::Future;
use std::io::BufRead as _;
use std::process::ExitCode;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::outcome::{Failure, say};

/// Lines that wait to be taken up.
const WAITING: usize = 64;

/// Answers requests until `close` or the end of the input.
pub(super) async fn answer<H, F, Fut>(host: Arc<H>, handle: F) -> Result<ExitCode, Failure>
where
    H: Send + Sync + 'static,
    F: Fn(Arc<H>, String, Value) -> Fut,
    Fut: Future<Output = Result<Value, Failure>> + Send + 'static,
{
    let (sender, mut lines) = mpsc::channel(WAITING);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    });
    while let Some(line) = lines.recv().await {
        let Ok(request) = serde_json::from_str::<Value>(&line) else {
            say(&refused(&Value::Null, "this line is no JSON"));
            continue;
        };
        let id = request.get("id").cloned().unwrap_or_default();
        let op = request.get("op").and_then(Value::as_str).unwrap_or_default().to_owned();
        let is_last = op == "close";
        let answering = handle(Arc::clone(&host), op, request);
        let task = tokio::spawn(async move {
            say(&match answering.await {
                Ok(answer) => answered(&id, answer),
                Err(failure) => refused(&id, &failure.to_string()),
            });
        });
        if is_last {
            return task.await.map(|()| ExitCode::SUCCESS).map_err(|error| Failure::step("closing")(&error));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn answered(id: &Value, answer: Value) -> String {
    let mut fields = match answer {
        Value::Object(fields) => fields,
        _ => serde_json::Map::new(),
    };
    fields.insert("id".into(), id.clone());
    fields.insert("ok".into(), Value::Bool(true));
    Value::Object(fields).to_string()
}

fn refused(id: &Value, error: &str) -> String {
    json!({ "id": id, "ok": false, "error": error }).to_string()
}

/// The text `name` of a request.
pub(super) fn text<'a>(request: &'a Value, name: &str) -> Result<&'a str, Failure> {
    request.get(name).and_then(Value::as_str).ok_or_else(|| Failure::Usage(format!("the request lacks the text `{name}`")))
}

/// The list of texts `name` of a request.
pub(super) fn texts(request: &Value, name: &str) -> Result<Vec<String>, Failure> {
    let list = request.get(name).and_then(Value::as_array);
    let list = list.ok_or_else(|| Failure::Usage(format!("the request lacks the list `{name}`")))?;
    Ok(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// The switch `name` of a request.
pub(super) fn flag(request: &Value, name: &str) -> Option<bool> {
    request.get(name).and_then(Value::as_bool)
}
