//! How long the desk's change takes to an open board.

use std::time::{Duration, Instant};

use axum::body::{Body, BodyDataStream};
use futures_util::StreamExt as _;
use serde_json::{Value, json};

use crate::house::Desk;

/// From sending a change to its row on an open line of events, `changes` times, one after the other.
pub(crate) async fn change_to_board(desk: &Desk, changes: usize) -> Vec<Duration> {
    let (_, board) = desk.get("/v1/desk/board").await;
    let technician = desk.technician("Somebody else").await;
    let response = desk.send("GET", &format!("/v1/desk/board/events?after={}", board["seq"]), None).await;
    assert_eq!(response.status(), 200);
    let mut line = Body::into_data_stream(response.into_body());
    let mut read = String::new();
    let mut took = Vec::new();
    for _ in 0..changes {
        let visit = desk.dispatch(technician).await.to_string();
        arrives(&mut line, &mut read, &visit, None).await;
        let began = Instant::now();
        let path = format!("/v1/desk/visits/{visit}/cancel");
        let (answer, ()) = tokio::join!(
            desk.post(&path, json!({ "reason": "called off by the customer" })),
            arrives(&mut line, &mut read, &visit, Some("cancelled")),
        );
        took.push(began.elapsed());
        assert_eq!(answer.0, 200, "{}", answer.1);
    }
    took
}

/// Reads on until the row of `visit` came, with `status` if one is named.
async fn arrives(line: &mut BodyDataStream, read: &mut String, visit: &str, status: Option<&str>) {
    loop {
        while let Some((event, rest)) = read.split_once("\n\n") {
            let data = event.lines().find_map(|line| line.strip_prefix("data: ")).map(serde_json::from_str::<Value>);
            let found =
                data.and_then(Result::ok).is_some_and(|row| row["id"] == visit && status.is_none_or(|status| row["status"] == status));
            *read = rest.to_owned();
            if found {
                return;
            }
        }
        let chunk = tokio::time::timeout(Duration::from_secs(10), line.next()).await.expect("an event comes");
        read.push_str(std::str::from_utf8(&chunk.unwrap().unwrap()).unwrap());
    }
}
