import Foundation

extension Device {
    /// What changes on this device, from now on, for as long as somebody iterates.
    ///
    /// Each notice comes after what it tells is on disk; read again what you show, and on `.everything` read all of it. When the task that
    /// iterates is cancelled, or leaves the loop, the device stops telling.
    ///
    /// ```swift
    /// .task {
    ///     for await notice in try device.notices() {
    ///         agenda.reload(after: notice)
    ///     }
    /// }
    /// ```
    ///
    /// - Throws: `FieldError` if the device cannot be observed; see `observe(listener:)`.
    public func notices() throws -> AsyncStream<Notice> {
        let (stream, continuation) = AsyncStream.makeStream(of: Notice.self)
        let subscription = try observe(listener: Passer(continuation))
        continuation.onTermination = { _ in subscription.cancel() }
        return stream
    }
}

/// Passes notices on to a stream.
private final class Passer: DeviceListener {
    private let continuation: AsyncStream<Notice>.Continuation

    init(_ continuation: AsyncStream<Notice>.Continuation) {
        self.continuation = continuation
    }

    func onNotice(notice: Notice) throws {
        continuation.yield(notice)
    }
}
