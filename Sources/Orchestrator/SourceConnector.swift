public import Foundation
public import Jobs
public import Transfer

/// Opens the sources of captures and of reference data. Passed in, so that tests can give another one.
public protocol SourceConnector: Sendable {
    func connect(to server: ServerDefinition) async throws -> any CaptureSource
    /// The bytes at a URL (or a path), at most `limitBytes`.
    func download(_ url: String, limitBytes: Int64) async throws -> Data
}
