import DurableIO

/// The state of a decode on the disk: written beside its place, made durable, then renamed.
enum StateFile {
    /// Returns the SHA-256 of the bytes, lower-case hex.
    ///
    /// - Parameter isDurable: sync it and its name.
    static func write(_ state: [UInt8], to path: String, isDurable: Bool = true) throws -> String {
        try Disk().replace(path, with: state, syncs: isDurable)
        return FileHash.sha256(of: state)
    }
}
