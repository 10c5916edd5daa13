import CSSH2

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
