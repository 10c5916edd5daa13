/// `entradactl top`: what works, and how fast since the look before.
public struct TopReport: Codable, Sendable, Equatable {
    public struct Line: Codable, Sendable, Equatable {
        public var worker: LiveWorker
        /// Processors used: 1.0 is one of them. `nil`: no process, or it was not there at the look before.
        public var processors: Double?
        public var bytesPerSecond: Double?
        public var packetsPerSecond: Double?
    }

    public var schema: Int
    public var generatedUs: Int64
    public var workers: [Line]

    public init(from before: WorkerSample, to now: WorkerSample) {
        schema = 1
        generatedUs = now.timeUs
        let seconds = Double(now.timeUs - before.timeUs) / 1e6
        let earlier = Dictionary(before.live.workers.map { ($0.run, $0) }) { first, _ in first }
        workers = now.live.workers.map { worker in
            // A run that was tried again meanwhile has another process, and counts from nothing.
            guard let last = earlier[worker.run], last.pid == worker.pid, seconds > 0 else {
                return Line(worker: worker)
            }
            func rate(_ new: Int64, _ old: Int64) -> Double? { new >= old ? Double(new - old) / seconds : nil }
            return Line(
                worker: worker, processors: Self.both(worker.cpuUs, last.cpuUs, rate).map { $0 / 1e6 },
                bytesPerSecond: rate(worker.bytes, last.bytes), packetsPerSecond: rate(worker.packets, last.packets))
        }
    }

    private static func both(_ new: Int64?, _ old: Int64?, _ rate: (Int64, Int64) -> Double?) -> Double? {
        guard let new, let old else { return nil }
        return rate(new, old)
    }
}

/// What works at one moment.
public struct WorkerSample: Sendable {
    let timeUs: Int64
    let live: LiveStatus

    /// - Parameter nowUs: when the daemon has said it, microseconds since the epoch.
    public init(_ live: LiveStatus, nowUs: Int64) {
        self.live = live
        timeUs = nowUs
    }
}
