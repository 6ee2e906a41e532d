//! Photos of a visit: evidence that is on its way, arrives, is seen by whoever takes the visit over; one that never arrives holds up no other.

use std::io::Cursor;

use client_core::visits::{Delivery, PhotoState};
use fieldbook_tests::{World, picture};
use image::{DynamicImage, ImageFormat, RgbImage};

/// A photo that can be drawn, each number another one.
fn photo(number: u8) -> Vec<u8> {
    let pixels = RgbImage::from_fn(640, 480, |x, y| image::Rgb([number, (x % 256) as u8, (y % 256) as u8]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn forty_nine_of_fifty_photos_arrive_when_one_is_broken_and_the_board_says_what_is_missing() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.begins(visit);
    let visits = zhao.device().visits();
    for number in 0..50 {
        let bytes = picture(1_000 + number * 997);
        visits.attach_photo(visit, &bytes, "image/jpeg", &format!("{number}")).unwrap();
    }
    // Somewhere in the middle one is damaged on the phone: what is sent does not have its hash.
    let file = rusqlite::Connection::open(zhao.file()).unwrap();
    let sql = "UPDATE blob SET bytes = zeroblob(size) WHERE sha256 = (SELECT sha256 FROM blob ORDER BY size LIMIT 1 OFFSET 20)";
    assert_eq!(file.execute(sql, []).unwrap(), 1);
    zhao.syncs().await;

    let sheet = visits.open(visit).unwrap();
    let complete = sheet.photos.iter().filter(|photo| photo.upload == PhotoState::Complete).count();
    assert_eq!(complete, 49);
    assert!(matches!(&sheet.delivery, Delivery::Parked { code, .. } if code == "hash_mismatch"), "{:?}", sheet.delivery);
    let row = world.desk.row(visit).await.unwrap();
    assert_eq!((&row["photos"], &row["photos_complete"]), (&50.into(), &49.into()));
    let view = world.desk.view(visit).await;
    let missing = view["photos"].as_array().unwrap().iter().filter(|photo| photo["complete"] == false).count();
    assert_eq!(missing, 1);
}

#[tokio::test]
async fn small_photos_go_first_and_what_is_entered_meanwhile_before_them() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.begins(visit);
    let visits = zhao.device().visits();
    visits.attach_photo(visit, &picture(600_000), "image/jpeg", "large").unwrap();
    visits.attach_photo(visit, &picture(2_000), "image/jpeg", "small").unwrap();
    zhao.net.requests();
    zhao.syncs().await;
    let sheet = visits.open(visit).unwrap();
    let small = &sheet.photos.iter().find(|photo| photo.photo.record.caption == "small").unwrap().photo.record.sha256;
    let asked = zhao.net.requests();
    let first = asked.iter().find(|path| path.starts_with("/v1/blobs/")).unwrap();
    assert!(first.ends_with(small.as_str()), "{asked:?}");
    assert_eq!(sheet.delivery, Delivery::Complete);
}

/// who has the visit sees its photos; who had it keeps what was seen and gets nothing new.
#[tokio::test]
async fn who_takes_a_visit_over_sees_its_photos_small_and_fetches_one_whole() {
    let mut world = World::on_monday_morning().await;
    let (zhao, qian) = (world.technician("赵敏").await, world.technician("钱进").await);
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.begins(visit);
    let bytes = photo(1);
    zhao.device().visits().attach_photo(visit, &bytes, "image/jpeg", "搓纸轮").unwrap();
    zhao.syncs().await;
    world.desk.reassigns(visit, qian.person, "生病").await;
    qian.syncs().await;

    let visits = qian.device().visits();
    let taken = visits.open(visit).unwrap().photos.remove(0);
    assert_eq!((&taken.upload, taken.thumbnail), (&PhotoState::Elsewhere, true));
    let sha256 = taken.photo.record.sha256;
    let small = image::load_from_memory(&visits.thumbnail(&sha256).unwrap()).unwrap();
    assert_eq!((small.width(), small.height()), (320, 240));

    visits.want_photo(visit, &sha256).unwrap();
    qian.syncs().await;
    assert_eq!(visits.photo(&sha256).unwrap(), bytes);
    assert_eq!(visits.open(visit).unwrap().photos[0].upload, PhotoState::Complete);
    assert!(qian.device().outbox().unwrap().documents.is_empty());
}

#[tokio::test]
async fn a_photo_that_two_phones_took_is_sent_once() {
    let mut world = World::on_monday_morning().await;
    let phone = world.technician("赵敏").await;
    let tablet = world.second_device(&phone).await;
    let visit = world.desk.dispatches_copier(phone.person).await;
    phone.syncs().await;
    phone.begins(visit);
    phone.syncs().await;
    tablet.syncs().await;
    let bytes = picture(500_000);
    for device in [&phone, &tablet] {
        device.device().visits().attach_photo(visit, &bytes, "image/jpeg", "").unwrap();
    }
    let first = phone.syncs().await;
    let second = tablet.syncs().await;
    assert!(first.bytes_up > 500_000 && second.bytes_up < 10_000, "{first:?} {second:?}");
    assert_eq!(tablet.delivery(visit), Delivery::Complete);
}
