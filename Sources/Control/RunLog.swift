public import Foundation

/// The output of a run: `<directory>/<run>.log`.
public struct RunLog: Sendable {
    public var path: String

    public init(directory: String, run: Int64) { path = "\(directory)/\(run).log" }

    /// At most `limit` bytes from an offset on; empty at the end. Errors: `notFound` when there is no output.
    public func read(from offset: Int64, limit: Int) throws(ControlError) -> Data {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw ControlError(.notFound, "\(path): the run has left no output")
        }
        defer { try? file.close() }
        do {
            try file.seek(toOffset: UInt64(max(offset, 0)))
            return try file.read(upToCount: limit) ?? Data()
        } catch {
            throw ControlError(.failed, "\(path): cannot be read: \(error)")
        }
    }
}
