import DurableIO
import Foundation

/// Reference data that something else puts into a directory of this machine. Blocks.
struct FileDownload {
    let request: DownloadRequest
    let source: String
    let path: String

    func execute() throws -> DownloadOutcome {
        var status = stat()
        guard stat(source, &status) == 0 else { throw Self.failure("read", source) }
        guard Int64(status.st_size) <= request.limitBytes else {
            throw RunFailure("\(source) has \(status.st_size) bytes, more than \(request.limitBytes) (max_size)")
        }
        // Size, time and inode stand for the version, as they do for web servers.
        let etag = "\(status.st_ino)-\(status.st_size)-\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
        if etag == request.etag { return .unchanged }
        let data = try Data(contentsOf: URL(filePath: source))
        let file = try DraftFile(path: path)
        do {
            try data.withUnsafeBytes { try file.append($0) }
            try file.finish()
        } catch {
            file.abandon()
            throw error
        }
        return .written(etag: etag, lastModified: nil)
    }

    private static func failure(_ what: String, _ path: String) -> RunFailure {
        RunFailure("cannot \(what) \(path): \(String(cString: strerror(errno)))", mayBeDisk: true)
    }
}
