import Ledger

/// Name servers as a table.
public enum ServersScreen {
    public static func table(_ servers: [ServerLine], nowUs: Int64) -> TextTable {
        var table = TextTable([
            .init("SERVER", minimum: 8), .init("SOURCE"), .init("NEWEST", minimum: 10), .init("WAITING", .right),
            .init("BYTES", .right), .init("OLDEST", .right), .init("QUARANTINE", .right), .init("DONE", .right),
            .init("LAST POLL"), .init("LAST FETCH", minimum: 10), .init("NOTE", minimum: 6),
        ])
        for server in servers {
            let quarantined = server.captures[CaptureState.quarantined.rawValue] ?? 0
            let done = [CaptureState.loaded, .archived, .expired, .duplicate].reduce(Int64(0)) {
                $0 + (server.captures[$1.rawValue] ?? 0)
            }
            table.add([
                .init(server.name, .strong), .init(server.source ?? "?"),
                .init(server.newestUs.map { TimeText.relative(us: $0, nowUs: nowUs) } ?? "none", .plain),
                .init(server.waiting == 0 ? "" : AmountText.count(server.waiting)),
                .init(server.waiting == 0 ? "" : AmountText.bytes(server.waitingBytes)),
                .init(server.oldestUs.map { TimeText.duration(us: nowUs - $0) } ?? ""),
                .init(quarantined == 0 ? "" : AmountText.count(quarantined), .warning), .init(AmountText.count(done)),
                asked(server, nowUs), fetch(server, nowUs), note(server, nowUs),
            ])
        }
        return table
    }

    private static func asked(_ server: ServerLine, _ nowUs: Int64) -> TextTable.Cell {
        if server.source == "pushed" { return .init("") }
        guard let asked = server.lastAskedUs else { return .init(server.source == nil ? "?" : "never", .faint) }
        return .init(TimeText.relative(us: asked, nowUs: nowUs), server.lastError == nil ? .plain : .bad)
    }

    private static func fetch(_ server: ServerLine, _ nowUs: Int64) -> TextTable.Cell {
        guard let run = server.lastFetch else { return .init("never", .faint) }
        let when = (run.finishedUs ?? run.startedUs).map { " " + TimeText.relative(us: $0, nowUs: nowUs) } ?? ""
        return .init(run.state.rawValue + when, RunsScreen.style(run.state))
    }

    private static func note(_ server: ServerLine, _ nowUs: Int64) -> TextTable.Cell {
        if server.enabled == false { return .init("off", .faint) }
        if let until = server.heldUntilUs, until > nowUs {
            return .init("skipped; next poll " + TimeText.relative(us: until, nowUs: nowUs), .warning)
        }
        if let error = server.lastError { return .init(error, .bad) }
        if let trouble = server.trouble {
            let more = (server.troubled ?? 1) > 1 ? " and \((server.troubled ?? 1) - 1) more" : ""
            return .init("cannot fetch or adopt: \(trouble.name)\(more): \(trouble.error)", .warning)
        }
        if let error = server.lastFetch?.error, server.lastFetch?.state != .completed { return .init(error, .bad) }
        return .init("")
    }
}
