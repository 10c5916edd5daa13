import FileFlow
import Ledger

extension SmallDaemon {
    /// What is wrong: captures that are lost or double, files that are live and torn or missing, files that nobody knows.
    func problems() async throws -> [String] {
        var problems: [String] = []
        let tree = files.disk.tree().compactMapValues { $0.map { String(decoding: $0, as: UTF8.self) } }
        let (captures, live, states, troubles, verification) = try await ledger.read { view in
            let live = try view.liveSet().map { try view.requireDataFile($0.id) }
            return (
                try view.captures(), live, try view.states(status: "open", olderThanUs: .max),
                try view.troubledIntents(), try view.verify()
            )
        }
        let areas = ["captures", "incoming", "processing", "archive", "quarantine", "trash"].map { root.absolute($0) }
        for capture in captures {
            guard let story = Story(name: capture.name), let path = capture.path else {
                problems.append("capture \(capture.id) has no path")
                continue
            }
            let places = tree.filter { file in
                file.value == story.bytes && areas.contains { file.key.hasPrefix($0 + "/") }
            }.map(\.key)
            let place = root.absolute(path)
            if capture.state == .expired ? !places.allSatisfy({ $0 == place }) : places != [place] {
                problems.append("\(story) is \(capture.state), belongs in \(place), lies in \(places)")
            }
        }
        if Set(captures.map(\.name)).count != captures.count {
            problems.append("adopted twice: \(captures.map(\.name))")
        }
        for file in live where tree[root.absolute(file.path)] != file.sha256 {
            problems.append("\(file.path) is live and holds \(tree[root.absolute(file.path)] ?? "nothing")")
        }
        for state in states where tree[root.absolute(state.path)] != state.sha256 {
            problems.append("\(state.path) is open and holds \(tree[root.absolute(state.path)] ?? "nothing")")
        }
        problems += troubles.map { "\($0.source): \($0.status): \($0.message ?? "")" }
        problems += try await flow.unknownFiles().map { "unknown: " + $0 }
        problems += try reasonProblems(captures, tree)
        return problems + verification.problems
    }

    /// Beside a quarantined capture lies the reason, whole; elsewhere none.
    private func reasonProblems(_ captures: [CaptureRecord], _ tree: [String: String]) throws -> [String] {
        let wanted = Set(
            captures.filter { $0.state == .quarantined }.compactMap {
                $0.path.map { root.absolute($0) + ".reason.json" }
            })
        let found = tree.filter { $0.key.hasSuffix(".reason.json") }
        return wanted.subtracting(found.keys).map { "no reason: " + $0 }
            + Set(found.keys).subtracting(wanted).map { "a reason without its capture: " + $0 }
            + found.filter { !$0.value.hasSuffix("}\n") }.map { "torn: " + $0.key }
    }

    /// What is wrong when nothing is left to do: each capture where its story ends, with its rows, once.
    func endProblems(_ stories: [Story]) async throws -> [String] {
        var problems = try await problems()
        let ends = try await ledger.read { view in
            try view.captures().map { capture in
                (capture, try view.liveRows(ofCapture: capture.id).reduce(0) { $0 + $1.rows })
            }
        }
        if ends.count != stories.count { problems.append("\(ends.count) captures") }
        for (capture, rows) in ends {
            guard let story = Story(name: capture.name) else { continue }
            let state: CaptureState =
                switch story {
                case .bad: .quarantined
                case .old: .expired
                default: .archived
                }
            // Of twins the one that was decoded first has the rows.
            let isTwin = story.content == Story.plain.content && stories.contains(.twin)
            if capture.state != state || (rows != story.rows && !isTwin) {
                problems.append("\(story) ended as \(capture.state) with \(rows) rows")
            }
        }
        let total = ends.reduce(0) { $0 + $1.1 }
        let wanted = stories.reduce(0) { $0 + $1.rows }
        if total != wanted { problems.append("\(total) rows are live, \(wanted) were captured") }
        let left = try files.list(root.absolute("work")) + files.list(root.absolute("trash"))
        return problems + left.map { "left over: " + $0 }
    }
}
