// swift-tools-version:5.9
// The library and its bindings are made by ffi/build-apple, which puts them where this file looks for them.
import PackageDescription

let package = Package(
    name: "Fieldbook",
    platforms: [.iOS(.v15), .macOS(.v13)],
    products: [.library(name: "Fieldbook", targets: ["Fieldbook"])],
    targets: [
        .binaryTarget(name: "fieldcoreFFI", path: "Built/fieldcoreFFI.xcframework"),
        .target(name: "Fieldbook", dependencies: ["fieldcoreFFI"]),
        .testTarget(name: "FieldbookTests", dependencies: ["Fieldbook"]),
    ]
)
