import CSSH2

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
