import Ledger

/// Captures as a table.
public enum FilesScreen {
    public static func table(_ files: [FileLine], nowUs: Int64) -> TextTable {
        var table = TextTable([
            .init("FILE", .right), .init("SERVER", minimum: 6), .init("NAME", minimum: 12), .init("STATE"),
            .init("SINCE", .right), .init("SIZE", .right), .init("PACKETS", .right), .init("WRITTEN"),
            .init("NOTE", minimum: 6),
        ])
        for file in files {
            let note = file.reason ?? file.duplicateOf.map { "content is in \($0)" } ?? ""
            table.add([
                .init(String(file.id)), .init(file.server), .init(file.name, .strong),
                .init(file.state.rawValue, style(file.state)), .init(TimeText.duration(us: nowUs - file.changedUs)),
                .init(AmountText.bytes(file.sizeBytes)), .init(file.packets.map(AmountText.count) ?? ""),
                .init(TimeText.absolute(us: file.modifiedUs)), .init(note),
            ])
        }
        return table
    }

    static func style(_ state: CaptureState) -> TextStyle {
        switch state {
        case .loaded, .archived: .good
        case .quarantined: .bad
        case .processing: .strong
        case .expired, .gone: .faint
        case .announced, .fetched, .incoming, .duplicate: .plain
        }
    }
}

/// Captures in quarantine as a table.
public enum QuarantineScreen {
    public static func table(_ files: [FileLine], nowUs: Int64) -> TextTable {
        var table = TextTable([
            .init("FILE", .right), .init("SERVER", minimum: 6), .init("NAME", minimum: 12),
            .init("SIZE", .right, drop: 2), .init("SINCE", .right, drop: 1), .init("ATTEMPTS", .right, drop: 3),
            .init("REASON", minimum: 16),
        ])
        for file in files {
            table.add([
                .init(String(file.id)), .init(file.server), .init(file.name, .strong),
                .init(AmountText.bytes(file.sizeBytes)), .init(TimeText.duration(us: nowUs - file.changedUs)),
                .init(String(file.attempts)), .init(file.reason ?? "not recorded", .bad),
            ])
        }
        return table
    }
}
