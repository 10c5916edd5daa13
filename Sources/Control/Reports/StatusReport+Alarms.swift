import Ledger

extension StatusReport {
    /// A capture that waits longer than this is an alarm.
    private static let waitLimitUs: Int64 = 3_600_000_000

    func raised() -> [String] {
        var raised: [String] = []
        if daemon == nil { raised.append("no daemon answers") }
        if daemon?.draining == true { raised.append("the daemon is stopping") }
        raised += daemon?.warnings ?? []
        if let restored {
            raised.append(
                restored.summary + "; nothing is deleted, and expire, compact and purge wait, until what is missing is "
                    + "brought in: entradactl doctor --repair")
        }
        if troubledMoves > 0 { raised.append("\(troubledMoves) moves of files need a person: see entradactl doctor") }
        let lost = failures.filter { $0.state == .discarded }.count
        if lost > 0 { raised.append("\(lost) runs have failed for good in the last 24 hours") }
        for server in backlog {
            if let oldest = server.oldestUs, generatedUs - oldest > StatusReport.waitLimitUs {
                raised.append(
                    "\(server.server): a capture is \(server.oldestState?.rawValue ?? "waiting") since "
                        + TimeText.duration(us: generatedUs - oldest))
            }
        }
        if let disk, disk.totalBytes > 0, disk.freeBytes * 20 < disk.totalBytes {
            raised.append("less than 5 % of the disk is free")
        }
        return raised
    }
}
