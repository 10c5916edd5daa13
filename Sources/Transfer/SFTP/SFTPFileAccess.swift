import CSSH2
import FileNames

/// The file operations of an SFTP server (draft-ietf-secsh-filexfer-02, version 3) through libssh2.
final class SFTPFileAccess: FileAccess {
    /// Longer names make libssh2 1.10 skip the entry without a word; no file system has names of 8 KiB.
    private static let nameBytes = 8192
    /// The longest wait for a part of a listing.
    private static let listingSeconds = 10

    private let session: SSHSession
    private let sftp: OpaquePointer

    init(_ endpoint: SFTPEndpoint) throws(TransferError) {
        session = try SSHSession(endpoint)
        sftp = try session.openSFTP()
    }

    deinit { close() }

    func forEachEntry(
        in directory: SourcePath, _ body: (FileName, FileStatus?) throws(TransferError) -> Void
    ) throws(TransferError) {
        // A server that says nothing is not waited for as long as for the bytes of a file.
        session.limitWaiting(toSeconds: min(session.endpoint.ioTimeoutSeconds, Self.listingSeconds))
        defer { session.limitWaiting(toSeconds: session.endpoint.ioTimeoutSeconds) }
        guard let handle = openHandle(directory, flags: 0, type: LIBSSH2_SFTP_OPENDIR) else {
            let error = session.failure("list", at: directory.text)
            if case .disappeared(let place, let path) = error { throw .directoryMissing(place: place, path: path) }
            throw error
        }
        defer { libssh2_sftp_close_handle(handle) }
        let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: Self.nameBytes)
        defer { buffer.deallocate() }
        while true {
            var attributes = LIBSSH2_SFTP_ATTRIBUTES()
            let count = libssh2_sftp_readdir_ex(handle, buffer.baseAddress, Self.nameBytes, nil, 0, &attributes)
            if count == 0 { return }
            if count < 0 { throw session.failure("list", at: directory.text) }
            let bytes = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer[..<Int(count)]))
            let name = FileName(bytes: bytes)
            if !name.isDots { try body(name, FileStatus(attributes)) }
        }
    }

    func status(of path: SourcePath) throws(TransferError) -> FileStatus? {
        var attributes = LIBSSH2_SFTP_ATTRIBUTES()
        let code = path.withCString { libssh2_sftp_stat_ex(sftp, $0, $1, LIBSSH2_SFTP_LSTAT, &attributes) }
        guard code == 0 else {
            let error = session.failure("look at", at: path.text)
            if case .disappeared = error { return nil }
            throw error
        }
        guard let status = FileStatus(attributes) else {
            throw .sourceFailure(
                place: session.place, path: path.text, operation: "look at", reason: "no size, time or type given")
        }
        return status
    }

    func open(_ path: SourcePath) throws(TransferError) -> any FileReader {
        guard let handle = openHandle(path, flags: UInt(LIBSSH2_FXF_READ), type: LIBSSH2_SFTP_OPENFILE) else {
            throw session.failure("read", at: path.text)
        }
        return SFTPFileReader(path: path, handle: handle, session: session)
    }

    func remove(_ path: SourcePath) throws(TransferError) -> Bool {
        if path.withCString({ libssh2_sftp_unlink_ex(sftp, $0, $1) }) == 0 { return true }
        let error = session.failure("delete", at: path.text)
        if case .disappeared = error { return false }
        throw error
    }

    var facts: ConnectionFacts? { session.facts }

    func close() { session.close() }

    private func openHandle(_ path: SourcePath, flags: UInt, type: Int32) -> OpaquePointer? {
        path.withCString { libssh2_sftp_open_ex(sftp, $0, $1, flags, 0, type) }
    }
}

/// A file of an SFTP server that is being read.
final class SFTPFileReader: FileReader {
    private let path: SourcePath
    private let handle: OpaquePointer
    private let session: SSHSession

    init(path: SourcePath, handle: OpaquePointer, session: SSHSession) {
        self.path = path
        self.handle = handle
        self.session = session
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(TransferError) -> Int {
        let count = libssh2_sftp_read(handle, buffer.bindMemory(to: CChar.self).baseAddress, buffer.count)
        if count < 0 { throw session.failure("read", at: path.text) }
        return count
    }

    func close() { libssh2_sftp_close_handle(handle) }
}
