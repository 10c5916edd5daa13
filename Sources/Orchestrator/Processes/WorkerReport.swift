import WorkerProtocol

/// Collects what a worker says.
actor WorkerReport {
    private(set) var outcome: DecodeOutcome?
    private(set) var counts: [FileCount] = []
    /// It is of another version, or an event of it could not be understood: what it has done is not known.
    private var misunderstanding: RunFailure?

    /// Why its end means nothing; nil: it can be believed. One that has failed says why by its exit code, unless it did
    /// because of its version.
    func misunderstanding(after end: WorkerEnd) -> RunFailure? {
        switch end {
        case .exited(WorkerExit.done.rawValue), .exited(WorkerExit.otherVersion.rawValue): misunderstanding
        default: nil
        }
    }

    func take(_ line: String, progress: RunProgress) {
        let event: WorkerEvent
        do { event = try WorkerEvent(line: line) } catch {
            misunderstanding = misunderstanding ?? RunFailure.misunderstood(line, error)
            return
        }
        switch event {
        case .started(let version): misunderstanding = misunderstanding ?? RunFailure.foreign(version)
        case .progress(let bytes, let packets): progress.advanced(bytes: bytes, packets: packets)
        case .counted(let count): counts.append(count)
        case .finished(let outcome): self.outcome = outcome
        // These answer orders; who gives some listens to them.
        case .decoded, .refused, .unknown: break
        }
    }
}

extension RunFailure {
    /// - Returns: `nil` for a worker of this program's version.
    static func foreign(_ version: ProgramVersion) -> RunFailure? {
        if version.speaksLike(.own) { return nil }
        return RunFailure(
            "the worker speaks another version of the protocol: "
                + VersionMismatch(speaker: .worker, spoken: version).description, isMisconfigured: true)
    }

    /// A line that is an event, and none of those that this program knows: the worker is of another version.
    ///
    /// - Returns: `nil` for a line that is no event at all.
    static func misunderstood(_ line: String, _ error: any Error) -> RunFailure? {
        guard let event = WorkerEvent.name(of: line) else { return nil }
        return RunFailure(
            "the worker speaks another version of the protocol: its event \"\(event)\" is not understood (\(error)). "
                + "Install entradad and entrada-worker of the same package", isMisconfigured: true)
    }
}
