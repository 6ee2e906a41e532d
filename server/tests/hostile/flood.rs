//! A device that floods: it is told to wait, and nobody else notices.

use model::wire::frame::{self, gzip};
use model::wire::sync::SYNC_MEDIA_TYPE;

use crate::caller::{Answer, Caller};
use crate::house::{Device, House};
use crate::port::listen;

async fn sync(caller: &mut Caller, device: &Device) -> Answer {
    let (header, sections) = device.request();
    let body = gzip(&frame::encode(&header, &sections).unwrap());
    let token = format!("Bearer {}", device.token());
    let headers = [("Authorization", token.as_str()), ("Content-Type", SYNC_MEDIA_TYPE), ("Content-Encoding", "gzip")];
    caller.ask("POST", "/v1/sync", &headers, &body).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_that_floods_is_told_to_wait_and_others_are_answered() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut flooding = desk.device(desk.technician("Wang").await, 1).await;
    let mut honest = desk.device(desk.technician("Li").await, 2).await;
    let visit = desk.dispatch(flooding.person()).await;
    flooding.sync().await;
    honest.sync().await;
    for number in 0..30 {
        flooding.findings(visit, &format!("flood {number}"));
    }
    let address = listen(&house).await;
    let flood = async {
        let asked = (0..60).map(|_| async { sync(&mut Caller::of(address), &flooding).await });
        futures_util::future::join_all(asked).await
    };
    let others = async {
        let mut caller = Caller::of(address);
        let mut statuses = Vec::new();
        for _ in 0..20 {
            statuses.push(sync(&mut caller, &honest).await.status);
        }
        statuses
    };
    let (flood, others) = tokio::join!(flood, others);
    assert!(others.iter().all(|status| *status == 200), "{others:?}");
    let (taken, shed): (Vec<_>, Vec<_>) = flood.iter().partition(|answer| answer.status == 200);
    assert!(!taken.is_empty() && !shed.is_empty(), "{} taken, {} turned away", taken.len(), shed.len());
    for answer in shed {
        assert_eq!(answer.status, 503, "{answer:?}");
        let retry_after = answer.head.lines().find_map(|line| line.strip_prefix("retry-after: ")).unwrap();
        assert!((1..=180).contains(&retry_after.parse::<u32>().unwrap()), "{retry_after}");
        assert!(String::from_utf8_lossy(&answer.body).contains("\"unavailable\""), "{answer:?}");
    }
    assert_eq!(desk.visit(visit).await["findings"], "flood 29");
}
