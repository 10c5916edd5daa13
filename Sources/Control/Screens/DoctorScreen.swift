import Ledger

/// What the doctor found, as lines of text.
public enum DoctorScreen {
    public static func lines(_ report: DoctorReport, terminal: Terminal) -> [String] {
        var sizes = TextTable([.init("AREA"), .init("FILES", .right), .init("BYTES", .right)])
        for area in report.areas {
            sizes.add([
                .init(area.area, .strong), .init(AmountText.count(area.files)), .init(AmountText.bytes(area.bytes)),
            ])
        }
        var lines = [report.root + ":"] + sizes.lines(terminal)
        if report.openMoves > 0 { lines += ["", "\(report.openMoves) moves are decided and not done yet"] }
        var findings = TextTable([.init("FINDING"), .init("WHAT", minimum: 20), .init("ADVICE", minimum: 10)])
        if let restored = report.restored {
            findings.add([
                .init("restored", .warning), .init(restored.summary),
                .init("nothing is deleted until what is missing is brought in: doctor --repair"),
            ])
        }
        for file in report.unknown {
            findings.add([
                .init("unknown", .warning), .init("\(file.path) (\(AmountText.bytes(file.bytes)))"),
                .init("not in the ledger: look at it, then move it away; it is never adopted"),
            ])
        }
        for path in report.missing {
            findings.add([.init("missing", .bad), .init(path), .init("the ledger says it is there: restore it")])
        }
        for intent in report.troubled {
            findings.add([
                .init(intent.status, .bad), .init("\(intent.source) → \(intent.target ?? "(removed)")"),
                .init(intent.message ?? ""),
            ])
        }
        if findings.rows.isEmpty { return lines + ["", "disk and ledger agree"] }
        return lines + [""] + findings.lines(terminal)
    }
}
