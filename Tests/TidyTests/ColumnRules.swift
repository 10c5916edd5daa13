/// Columns have their names in one place, the batches of `Tables`.
enum ColumnRules {
    /// Statements in SQL with names and units of other systems.
    static let views = "Sources/Warehouse/Query/WarehouseViews.swift"

    /// The names that batches give their columns.
    static func names(_ files: [SourceText]) -> Set<Substring> {
        Set(
            files.filter { $0.path.hasPrefix("Sources/Tables/") && $0.name.hasSuffix("Batch") }.flatMap(\.lines)
                .filter { $0.contains("public let ") || $0.hasPrefix("        \"") }
                .flatMap { literals($0).prefix(1) }
                .filter { $0.contains("_") && $0.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" } })
    }

    /// Literals that are a column's name and nothing else, outside of the one place. Words that are no names of columns
    /// alone, like `server`, say nothing.
    static func repeated(_ file: SourceText, _ names: Set<Substring>) -> [Violation] {
        guard file.isSwift, file.isSource, file.module != "Tables", file.path != views else { return [] }
        return file.code.flatMap { number, line in
            literals(line).filter { names.contains($0) }.map {
                Violation(path: file.path, line: number, message: "\($0) is a column: ask the schema for it")
            }
        }
    }

    /// What stands between quotes in a line.
    private static func literals(_ line: Substring) -> [Substring] {
        let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.indices.filter { $0 % 2 == 1 }.map { parts[$0] }
    }
}
