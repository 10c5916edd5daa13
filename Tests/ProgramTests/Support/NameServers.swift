import Foundation
import RealServers

/// Directories of captures beside an installation whose jobs go on by themselves.
final class NameServers: Sendable {
    let folder: TestFolder
    let installation: Installation

    /// - Parameters:
    ///   - decodeAttempts: after so many a capture that fails goes to quarantine.
    ///   - filesPerWorker: captures that a worker decodes; for a script that looks at its arguments, one.
    init(_ names: [String], limits: String = "", decodeAttempts: Int = 100, filesPerWorker: Int = 100) throws {
        let folder = try TestFolder()
        for name in names { try folder.make(name) }
        self.folder = folder
        installation = try Installation(
            servers: limits + "\n" + names.map { SFTPServers.local($0, directory: folder[$0]) }.joined()
        ) { name, shipped in
            name == "30-decode.toml"
                ? BusyJobs.decode(flushAfter: "10h", attempts: decodeAttempts, filesPerWorker: filesPerWorker)
                : BusyJobs.text(name, shipped)
        }
    }

    /// A capture appears, whole at once.
    func offer(_ path: String, on server: String, as name: String, modifiedSeconds: Int) throws {
        try folder.write(
            Data(contentsOf: URL(fileURLWithPath: path)), to: name, modifiedSeconds: modifiedSeconds)
        guard rename(folder[name], folder[server + "/" + name]) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
