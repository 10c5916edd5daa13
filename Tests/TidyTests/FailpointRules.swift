/// Failpoints are passed where they are named, and no durable operation goes without one.
enum FailpointRules {
    /// The cases of the list of failpoints.
    static func names(_ list: SourceText) -> [String] {
        list.text.matches(of: /case (\w+) = "[a-z]+\.[a-z_]+"/).map { String($0.output.1) }
    }

    /// Failpoints that no source passes.
    static func unused(_ list: SourceText, in sources: [SourceText]) -> [Violation] {
        var passed: Set<String> = []
        for source in sources where source.path != list.path {
            for (_, line) in source.code where line.contains("hit(") || line.contains("pass(") {
                for match in line.matches(of: /\.(\w+)/) { passed.insert(String(match.output.1)) }
            }
        }
        return names(list).filter { !passed.contains($0) }.map {
            Violation(path: list.path, message: "nothing passes the failpoint \($0)")
        }
    }

    /// Operations of the interface that change something themselves and whose implementation passes no failpoint.
    static func unguarded(_ interface: SourceText, _ implementation: SourceText) -> [Violation] {
        // These change nothing, or are made of the others.
        let reading: Set<Substring> = [
            "stamp", "digest", "digests", "list", "isDirectory", "changedUs", "requireWritable", "makeDirectories",
        ]
        let operations = interface.text.matches(of: /func (\w+)\(/).map(\.output.1).filter { !reading.contains($0) }
        return operations.compactMap { name in
            let body = implementation.text.components(after: "public func \(name)(", before: "\n    }\n")
            if body?.contains("pass(.") == true { return nil }
            return Violation(path: implementation.path, message: "\(name) passes no failpoint")
        }
    }
}

extension String {
    fileprivate func components(after start: String, before end: String) -> Substring? {
        guard let head = firstRange(of: start) else { return nil }
        let rest = self[head.upperBound...]
        return rest[..<(rest.firstRange(of: end)?.lowerBound ?? rest.endIndex)]
    }
}
