import WorkerProtocol

/// Collects what a worker says.
actor WorkerReport {
    private(set) var outcome: DecodeOutcome?
    private(set) var counts: [FileCount] = []

    func take(_ line: String, progress: RunProgress) {
        guard let event = try? WorkerEvent(line: line) else { return }
        switch event {
        case .progress(let bytes, let packets): progress.advanced(bytes: bytes, packets: packets)
        case .counted(let count): counts.append(count)
        case .finished(let outcome): self.outcome = outcome
        // These answer orders; who gives some listens to them.
        case .decoded, .refused, .unknown: break
        }
    }
}
