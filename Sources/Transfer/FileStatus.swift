import CSSH2

/// What a source says about a path, links not followed.
struct FileStatus: Hashable {
    var sizeBytes: Int64
    var modifiedSeconds: Int64
    var isPlainFile: Bool

    /// Why this is not the file that was listed; nil if it is.
    func difference(from file: RemoteFile) -> String? {
        if !isPlainFile { return "it is no longer a plain file" }
        if sizeBytes != file.sizeBytes { return "its size went from \(file.sizeBytes) to \(sizeBytes) bytes" }
        if modifiedSeconds != file.modifiedSeconds {
            return "its time went from \(file.modifiedSeconds) to \(modifiedSeconds)"
        }
        return nil
    }
}

extension FileStatus {
    /// nil if the server left out the size, the time or the type.
    init?(_ attributes: LIBSSH2_SFTP_ATTRIBUTES) {
        let needed = UInt(LIBSSH2_SFTP_ATTR_SIZE | LIBSSH2_SFTP_ATTR_PERMISSIONS | LIBSSH2_SFTP_ATTR_ACMODTIME)
        guard attributes.flags & needed == needed else { return nil }
        sizeBytes = Int64(clamping: attributes.filesize)
        modifiedSeconds = Int64(clamping: attributes.mtime)
        isPlainFile = attributes.permissions & UInt(LIBSSH2_SFTP_S_IFMT) == UInt(LIBSSH2_SFTP_S_IFREG)
    }
}
