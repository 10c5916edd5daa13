import WorkerProtocol

/// Collects what a worker says.
actor WorkerReport {
    private(set) var outcome: DecodeOutcome?

    func take(_ line: String, progress: RunProgress) {
        guard let event = try? WorkerEvent(line: line) else { return }
        switch event {
        case .progress(let bytes, let packets): progress.advanced(bytes: bytes, packets: packets)
        case .finished(let outcome): self.outcome = outcome
        case .unknown: break
        }
    }
}
