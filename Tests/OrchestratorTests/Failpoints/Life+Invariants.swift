import FileFlow
import Foundation
import Ledger

@testable import Orchestrator

/// What must be true at the end of a life, whatever happened in it.
extension Life {
    /// Messages in the files that are live, sorted: what a reader sees.
    func rows() async throws -> [String] {
        let files = try await ledger.read { try $0.liveSet() }
        return try files.flatMap { file in
            try LifeWorker.rows(of: dependencies.root.absolute(file.path)).filter { !file.masked.contains($0.0) }.map(
                \.1)
        }.sorted()
    }

    /// What is wrong; empty if nothing is.
    func troubles() async throws -> [String] {
        var troubles = try await ledger.read { view in
            try view.verify().problems + view.openIntents().map { "open: \($0)" }
                + view.troubledIntents().map { "troubled: \($0)" }
                + view.runs(state: .running).map { "runs: \($0.job)" }
        }
        troubles += try await dependencies.flow.unknownFiles().map { "unknown: \($0)" }
        if try await rows() != Self.messages { troubles.append("rows: \(try await rows())") }
        let captures = try await ledger.read { try $0.captures(states: CaptureState.allCases) }
        if captures.count != Self.captures.count + 2 { troubles.append("\(captures.count) captures") }
        for capture in captures {
            let wanted: CaptureState = capture.name == "bad.pcap" ? .quarantined : .expired
            if capture.state != wanted { troubles.append("\(capture.name) is \(capture.state)") }
        }
        troubles += untold()
        for directory in ["captures/ns1", "incoming/ns1", "processing/ns1", "work", "trash"] {
            troubles += try names(directory).map { "left: \(directory)/\($0)" }
        }
        let reasons = try names("quarantine/ns1").filter { $0.hasSuffix(".reason.json") }
        if reasons.count != 1 { troubles.append("quarantine: \(try names("quarantine/ns1"))") }
        troubles += try names("backup").filter { !$0.hasSuffix(".sqlite") }.map { "left: backup/\($0)" }
        let reference = try names("reference").filter {
            !$0.hasPrefix("public_suffix_list.dat") || $0.hasSuffix(".part")
        }
        troubles += reference.map { "left: reference/\($0)" }
        let store = ReferenceStore(root: dependencies.root)
        let wanted = try Data(contentsOf: URL(filePath: suffixes))
        if FileManager.default.contents(atPath: store.path(of: .suffixList)) != wanted {
            troubles.append("the suffix list is not the last one")
        }
        let known = try store.source(of: .suffixList, url: "file://" + suffixes)
        if known?.bytes != Int64(wanted.count) {
            troubles.append("what is known of the suffix list is \(known as Any)")
        }
        return troubles
    }

    /// Of each alert somebody was told, and of nothing twice: a message that a daemon sent, and died before it could note
    /// it, has the same id the second time; so has a run that was cut off.
    private func untold() -> [String] {
        func ids(_ file: String) -> [Substring] {
            ((try? String(contentsOfFile: folder + "/" + file, encoding: .utf8)) ?? "").split(separator: "\n")
        }
        let (sent, told) = (ids("messages"), ids("told"))
        var troubles: [String] = []
        // That a capture is in quarantine, and that somebody knows of it.
        let isTwice = Dictionary(grouping: sent, by: \.self).values.contains { $0.count > 2 }
        if Set(sent).count != 2 || isTwice { troubles.append("messages: \(sent)") }
        let kinds = Set(told).map { $0.split(separator: ":").prefix(4).joined(separator: ":") }.sorted()
        if kinds != ["alert:over:failed:decode", "alert:raised:failed:decode"] { troubles.append("told: \(told)") }
        return troubles
    }

    private func names(_ directory: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: dependencies.root.absolute(directory)).sorted()
    }
}
