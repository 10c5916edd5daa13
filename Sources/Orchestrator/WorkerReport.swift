import WorkerProtocol

/// Collects what a worker says.
actor WorkerReport {
    private(set) var outcome: DecodeOutcome?
    private(set) var counts: [FileCount] = []
    /// An event of it could not be understood: what it has done is not known.
    private(set) var misunderstanding: RunFailure?

    func take(_ line: String, progress: RunProgress) {
        let event: WorkerEvent
        do { event = try WorkerEvent(line: line) } catch {
            misunderstanding = misunderstanding ?? RunFailure.misunderstood(line, error)
            return
        }
        switch event {
        case .progress(let bytes, let packets): progress.advanced(bytes: bytes, packets: packets)
        case .counted(let count): counts.append(count)
        case .finished(let outcome): self.outcome = outcome
        // These answer orders; who gives some listens to them.
        case .decoded, .refused, .unknown: break
        }
    }
}

extension RunFailure {
    /// A line that is an event, and none of those that this program knows: the worker is of another version.
    ///
    /// - Returns: `nil` for a line that is no event at all.
    static func misunderstood(_ line: String, _ error: any Error) -> RunFailure? {
        guard let event = WorkerEvent.name(of: line) else { return nil }
        var reason = "\(error)"
        if case DecodingError.dataCorrupted(let context) = error { reason = context.debugDescription }
        return RunFailure(
            "the worker speaks another version of the protocol: its event \"\(event)\" is not understood (\(reason)). "
                + "Install entradad and entrada-worker of the same package", isMisconfigured: true)
    }
}
