import Ledger
import Reconciliation

/// What the doctor found, as lines of text.
public enum DoctorScreen {
    public static func lines(_ report: DoctorReport, nowUs: Int64, terminal: Terminal) -> [String] {
        var sizes = TextTable([.init("AREA"), .init("FILES", .right), .init("BYTES", .right)])
        for area in report.areas {
            sizes.add([
                .init(area.area, .strong), .init(AmountText.count(area.files)), .init(AmountText.bytes(area.bytes)),
            ])
        }
        var lines = [report.root + ":"] + sizes.lines(terminal)
        lines += ["", rows(report, nowUs: nowUs)]
        if report.openMoves > 0 { lines += ["", "\(report.openMoves) file moves are decided but not done yet"] }
        if let restored = report.restored {
            lines += [
                "", PrintableText.clean(restored.summary),
                "    nothing is deleted until you add what is missing: entradactl doctor --repair",
            ]
        }
        if report.findings.isEmpty { return lines + (report.restored == nil ? ["", "disk and ledger agree"] : []) }
        for kind in FindingKind.allCases { lines += explain(kind, report.findings.filter { $0.kind == kind }) }
        if report.isCut { lines += ["", "the list is cut; there are more"] }
        return lines + ["", "to see what a repair would do: entradactl doctor --repair --dry-run"]
    }

    /// What is known of the rows.
    private static func rows(_ report: DoctorReport, nowUs: Int64) -> String {
        guard let look = report.look else {
            return "the rows of the tables have not been compared yet: entradactl run reconcile --wait"
        }
        let rest = look.uncounted == 0 ? "" : ", \(look.uncounted) files are not yet counted by capture"
        return "rows were compared \(TimeText.relative(us: look.endedUs, nowUs: nowUs)) (run \(look.run))\(rest)"
    }

    private static func explain(_ kind: FindingKind, _ findings: [Finding]) -> [String] {
        if findings.isEmpty { return [] }
        return ["", "\(kind.rawValue): \(findings.count)"]
            + findings.map { "  " + PrintableText.clean($0.subject) + ": " + PrintableText.clean($0.detail) }
            + ["    means:  \(kind.meaning)", "    cause:  \(kind.cause)", "    repair: \(kind.repair)"]
    }

    /// What a repair did, or would do.
    public static func lines(_ reply: RepairReply) -> [String] {
        reply.steps.map { step in
            "\(step.isMended ? "+" : "!") \(step.finding.kind.rawValue) \(PrintableText.clean(step.finding.subject)): "
                + PrintableText.clean(step.action)
        } + [reply.message]
    }
}
