public import Ledger

/// `entradactl files`: the newest first.
public struct FilesReport: Codable, Sendable, Equatable {
    public var schema: Int
    public var files: [FileLine]

    public init(view: LedgerView, filter: FileFilter) throws {
        schema = 1
        files = try view.captures(
            states: filter.states.isEmpty ? nil : filter.states, server: filter.server, limit: filter.limit
        ).map(FileLine.init)
    }
}
