/// A live file of a day, and the captures whose rows in it do not count any more.
public struct CompactionInput: Sendable, Equatable {
    public var path: String
    public var maskedCaptures: [Int64]

    public init(path: String, maskedCaptures: [Int64] = []) {
        self.path = path
        self.maskedCaptures = maskedCaptures
    }

    var file: LiveRows.File { LiveRows.File(path: path, maskedCaptures: maskedCaptures) }
}
