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
