import Ledger

/// How far a set of runs is, and when it will be done if it goes on as it has.
public struct RunsProgress: Sendable, Equatable {
    public let total: Int
    public let done: Int
    public let failed: Int
    /// Microseconds since the runs were asked for.
    public let elapsedUs: Int64

    public init(_ runs: [RunLine], total: Int, startedUs: Int64, nowUs: Int64) {
        self.total = max(total, 1)
        let ended = runs.filter(\.state.isFinal)
        done = min(ended.count, self.total)
        failed = ended.count { $0.state == .discarded || $0.state == .cancelled }
        elapsedUs = max(0, nowUs - startedUs)
    }

    public var share: Double { Double(done) / Double(total) }

    /// Microseconds; nil while nothing has ended and nothing can be told.
    public var leftUs: Int64? {
        guard done > 0 else { return nil }
        return Int64(Double(elapsedUs) / Double(done) * Double(total - done))
    }

    /// `[#####...............] 5 of 20, 1 failed, 12s, about 36s left`.
    ///
    /// - Parameter width: characters between the brackets.
    public func bar(width: Int) -> String {
        let full = Int(share * Double(width))
        var text = "[" + String(repeating: "#", count: full) + String(repeating: ".", count: width - full) + "] "
        text += "\(done) of \(total)"
        if failed > 0 { text += ", \(failed) failed" }
        text += ", " + TimeText.duration(us: elapsedUs)
        if done < total, let leftUs { text += ", about \(TimeText.duration(us: leftUs)) left" }
        return text
    }
}
