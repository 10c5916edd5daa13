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
