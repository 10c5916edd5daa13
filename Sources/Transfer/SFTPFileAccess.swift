import CSSH2

/// The file operations of an SFTP server (draft-ietf-secsh-filexfer-02, version 3) through libssh2.
final class SFTPFileAccess: FileAccess {
    /// Longer names make libssh2 1.10 skip the entry without a word; no file system has names of 8 KiB.
    private static let nameBytes = 8192

    private let session: SSHSession
    private let sftp: OpaquePointer

    init(_ endpoint: SFTPEndpoint) throws(TransferError) {
        session = try SSHSession(endpoint)
        sftp = try session.openSFTP()
    }

    deinit { close() }

    func forEachEntry(
        in directory: String, _ body: (String, FileStatus?) throws(TransferError) -> Void
    ) throws(TransferError) {
        guard let handle = openHandle(directory, flags: 0, type: LIBSSH2_SFTP_OPENDIR) else {
            let error = session.failure("list", at: directory)
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
            if count < 0 { throw session.failure("list", at: directory) }
            let bytes = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer[..<Int(count)]))
            let name = String(validating: bytes, as: UTF8.self)
            // A name that is not UTF-8 is counted by the caller, and then skipped because it is empty.
            if name != "." && name != ".." { try body(name ?? "", FileStatus(attributes)) }
        }
    }

    func status(of path: String) throws(TransferError) -> FileStatus? {
        var attributes = LIBSSH2_SFTP_ATTRIBUTES()
        guard libssh2_sftp_stat_ex(sftp, path, UInt32(path.utf8.count), LIBSSH2_SFTP_LSTAT, &attributes) == 0 else {
            let error = session.failure("look at", at: path)
            if case .disappeared = error { return nil }
            throw error
        }
        guard let status = FileStatus(attributes) else {
            throw .sourceFailure(
                place: session.place, path: path, operation: "look at", reason: "no size, time or type given")
        }
        return status
    }

    func open(_ path: String) throws(TransferError) -> any FileReader {
        guard let handle = openHandle(path, flags: UInt(LIBSSH2_FXF_READ), type: LIBSSH2_SFTP_OPENFILE) else {
            throw session.failure("read", at: path)
        }
        return SFTPFileReader(path: path, handle: handle, session: session)
    }

    func remove(_ path: String) throws(TransferError) -> Bool {
        if libssh2_sftp_unlink_ex(sftp, path, UInt32(path.utf8.count)) == 0 { return true }
        let error = session.failure("delete", at: path)
        if case .disappeared = error { return false }
        throw error
    }

    var facts: ConnectionFacts? { session.facts }

    func close() { session.close() }

    private func openHandle(_ path: String, flags: UInt, type: Int32) -> OpaquePointer? {
        libssh2_sftp_open_ex(sftp, path, UInt32(path.utf8.count), flags, 0, type)
    }
}
