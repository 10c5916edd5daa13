/// A source around another one that fails where a test, or an operator who rehearses an outage, says so.
public struct FaultInjectingSource<Base: CaptureSource>: CaptureSource {
    public enum Operation: Sendable, Hashable {
        case list(directory: String)
        case fetch(RemoteFile)
        case remove(RemoteFile)
    }

    private let base: Base
    private let fault: @Sendable (Operation) throws -> Void

    /// - Parameter fault: called before each operation; what it throws, the operation throws.
    public init(_ base: Base, fault: @escaping @Sendable (Operation) throws -> Void) {
        self.base = base
        self.fault = fault
    }

    public func list(directory: String, matching pattern: String) async throws -> SourceListing {
        try fault(.list(directory: directory))
        return try await base.list(directory: directory, matching: pattern)
    }

    public func fetch(
        _ file: RemoteFile, from directory: String, to localPath: String, progress: @Sendable (Int64) -> Void
    ) async throws -> FetchedFile {
        try fault(.fetch(file))
        return try await base.fetch(file, from: directory, to: localPath, progress: progress)
    }

    public func remove(_ file: RemoteFile, from directory: String) async throws {
        try fault(.remove(file))
        try await base.remove(file, from: directory)
    }

    public func facts() async throws -> ConnectionFacts? { try await base.facts() }

    public func close() async { await base.close() }
}
