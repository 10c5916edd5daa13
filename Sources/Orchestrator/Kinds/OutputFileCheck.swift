import CPosix
import FileFlow
import Foundation
import Ledger
import Model
import WorkerProtocol

/// The daemon accepts only plain files beneath the attempt's own directory, with the size and the hash that the worker
/// told.
struct OutputFileCheck: Sendable {
    let dependencies: Dependencies

    /// Returns the file's path relative to the data root.
    func verify(_ file: DecodeOutcome.OutputFile, in directory: String) async throws -> String {
        let parts = file.path.split(separator: "/", omittingEmptySubsequences: false)
        guard !file.path.hasPrefix("/"), !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }),
            ["dns", "icmp", "flows"].contains(file.table), Day(file.day) != nil
        else { throw RunFailure("the worker named an output outside its directory: \(file.path)", isPermanent: true) }
        let relative = directory + "/" + file.path
        let path = dependencies.root.absolute(relative)
        let base = dependencies.root.absolute(directory)
        let bytes = file.bytes
        try await dependencies.threads.run {
            var info = stat()
            guard lstat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG, Int64(info.st_size) == bytes,
                (path as NSString).resolvingSymlinksInPath.hasPrefix((base as NSString).resolvingSymlinksInPath + "/")
            else {
                throw RunFailure("the worker's output \(path) is not a plain file of \(bytes) bytes", mayBeDisk: true)
            }
        }
        guard try await dependencies.flow.digest(relative, syncs: false).sha256 == file.sha256.lowercased() else {
            throw RunFailure(
                "the worker's output \(path) does not have the hash that the worker reported", mayBeDisk: true)
        }
        return relative
    }
}

extension PublishedFile {
    init(_ file: DecodeOutcome.OutputFile, path: String) {
        var rows: [Int64: Int64] = [:]
        for (capture, count) in file.rows_by_capture ?? [:] { if let id = Int64(capture) { rows[id] = count } }
        self.init(
            table: file.table, day: file.day, path: path, rows: file.rows, bytes: file.bytes, sha256: file.sha256,
            rowsByCapture: rows)
    }
}
