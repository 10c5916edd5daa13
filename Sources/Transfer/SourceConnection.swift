import Failpoints
import Glibc

/// A connection to a source on a thread of its own: what all sources promise, written once over `FileAccess`.
///
/// No method suspends, so calls are carried out one after the other, and the access is only ever used on the thread.
actor SourceConnection {
    static let maximumEntries = 100_000
    /// libssh2 reads ahead four times the buffer that it is given: large buffers hide the round trip.
    static let bufferBytes = 1 << 20

    let place: String
    let failpoints: Failpoints
    private let thread: BlockingThread
    private let maximumEntries: Int
    private var access: (any FileAccess)?

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(
        place: String, access: sending (any FileAccess)? = nil,
        maximumEntries: Int = SourceConnection.maximumEntries, failpoints: Failpoints = .off
    ) {
        self.place = place
        self.failpoints = failpoints
        self.access = access
        self.maximumEntries = maximumEntries
        thread = BlockingThread(name: "transfer")
    }

    /// Makes the access, on the thread, because that may block for as long as the connect time-out.
    func open(_ make: @Sendable () throws(TransferError) -> any FileAccess) throws {
        try Task.checkCancellation()
        access = try make()
    }

    func list(directory: String, matching pattern: String) throws -> [RemoteFile] {
        let access = try openAccess()
        let (place, limit) = (place, maximumEntries)
        var entries = 0
        var files: [RemoteFile] = []
        try access.forEachEntry(in: directory) { (name, status) throws(TransferError) in
            entries += 1
            guard entries <= limit else {
                throw .tooManyEntries(place: place, path: directory, limit: limit)
            }
            guard SourcePath.isCaptureName(name), fnmatch(pattern, name, 0) == 0 else { return }
            // A file may be gone between the listing and the question about it; then it is simply not there.
            let known: FileStatus?
            if let status {
                known = status
            } else {
                known = try access.status(of: SourcePath.joined(directory, name))
            }
            guard let known, known.isPlainFile else { return }
            files.append(
                RemoteFile(name: name, sizeBytes: known.sizeBytes, modifiedSeconds: known.modifiedSeconds))
        }
        return files.sorted { $0.name < $1.name }
    }

    func remove(_ file: RemoteFile, from directory: String) throws {
        let access = try openAccess()
        let path = try sourcePath(of: file, in: directory)
        guard let status = try access.status(of: path) else { return }
        if let difference = status.difference(from: file) {
            throw TransferError.changedWhileReading(place: place, path: path, detail: difference)
        }
        _ = try access.remove(path)
    }

    func facts() throws -> ConnectionFacts? { try openAccess().facts }

    func close() {
        access?.close()
        access = nil
    }

    func openAccess() throws -> any FileAccess {
        try Task.checkCancellation()
        guard let access else { throw TransferError.closed(place: place) }
        return access
    }

    func sourcePath(of file: RemoteFile, in directory: String) throws(TransferError) -> String {
        guard SourcePath.isFileName(file.name) else { throw .invalidName(place: place, name: file.name) }
        return SourcePath.joined(directory, file.name)
    }
}
