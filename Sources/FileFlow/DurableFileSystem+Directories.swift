import Foundation

extension DurableFileSystem {
    /// For those that know no permissions.
    public func requireWritable(_ directory: String) throws {}

    public func makeDirectories(_ path: String) throws {
        let parent = (path as NSString).deletingLastPathComponent
        if parent == path { return }
        if !isDirectory(path) {
            try makeDirectories(parent)
            try makeDirectory(path)
        }
        // The name must survive a power cut before anything in it is called durable. Also if it was there already:
        // who made it may have been killed before this line.
        try syncDirectory(parent)
    }
}
