import XCTest

@testable import Fieldbook

/// A device that nobody has enrolled, in a basement: what works without a server, and how failures come across.
final class BasementTests: XCTestCase {
    private var folder = URL(fileURLWithPath: "/")

    override func setUpWithError() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    override func tearDownWithError() throws {
        try FileManager.default.removeItem(at: folder)
    }

    private func opened() throws -> Device {
        try Device.open(path: folder.appendingPathComponent("phone.db").path, application: "fieldbook-swift-tests/1")
    }

    func testAFreshDeviceHasNoVisitsAndNobodyIsSignedIn() throws {
        let device = try opened()
        XCTAssertEqual(try device.visits().agenda().count, 0)
        XCTAssertNil(try device.identity())
    }

    func testAnIdThatIsNoneIsTurnedAwayAtTheBorder() throws {
        let visits = try opened().visits()
        XCTAssertThrowsError(try visits.arrive(visit: "the hotel")) { error in
            guard case FieldError.Unusable(let code, _) = error else {
                return XCTFail("\(error)")
            }
            XCTAssertEqual(code, "identifier")
        }
    }

    func testWithoutSignalTheSyncSaysSoInWords() async throws {
        let device = try opened()
        device.setNetwork(to: .airplane)
        do {
            _ = try await device.syncNow()
            XCTFail("nothing was refused")
        } catch let failure as FieldError {
            XCTAssertFalse(failure.words.isEmpty)
        }
    }

    func testWhoIteratesIsToldOfTheSwitchAndStopsBeingToldWhenCancelled() async throws {
        let device = try opened()
        let notices = try device.notices()
        let heard = Task { () -> Bool in
            for await notice in notices where notice == .network {
                return true
            }
            return false
        }
        device.setNetwork(to: .airplane)
        let wasTold = await heard.value
        XCTAssertTrue(wasTold)

        let others = try device.notices()
        let waiting = Task { () -> Int in
            var count = 0
            for await _ in others {
                count += 1
            }
            return count
        }
        waiting.cancel()
        let count = await waiting.value
        XCTAssertEqual(count, 0)
    }
}
