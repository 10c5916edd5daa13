import RealServers
import Foundation
import Testing

@testable import Transfer

/// The sources that the conformance suite runs against.
enum SourceKind: String, CaseIterable, CustomTestStringConvertible {
    case local
    case sftp

    /// Without sshd only the local one; `SFTPSourceTests` then says that it was skipped and why.
    static var available: [SourceKind] { allCases.filter { $0 == .local || SFTPServer.isInstalled } }

    var testDescription: String { rawValue }

    func connect(maximumEntries: Int = SourceConnection.maximumEntries) async throws -> SourceBench {
        switch self {
        case .local:
            return try SourceBench(source: LocalDirectorySource(maximumEntries: maximumEntries), server: nil)
        case .sftp:
            let server = try SFTPServer()
            let source = try await SFTPSource.connect(server.endpoint, maximumEntries: maximumEntries)
            return try SourceBench(source: source, server: server)
        }
    }
}
