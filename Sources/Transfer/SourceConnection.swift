import Failpoints
import FileNames

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

    func list(directory: String, matching pattern: String) throws -> SourceListing {
        let access = try openAccess()
        let (place, limit) = (place, maximumEntries)
        var entries = 0
        var listing = SourceListing()
        try access.forEachEntry(in: SourcePath(directory: directory)) { (name, status) throws(TransferError) in
            entries += 1
            guard entries <= limit else {
                throw .tooManyEntries(place: place, path: directory, limit: limit)
            }
            if let reason = SourcePath.reason(against: name, pattern: pattern) {
                return listing.passOver(name, reason)
            }
            var known = status
            if known == nil {
                do throws(TransferError) { known = try access.status(of: SourcePath(name, in: directory)) } catch {
                    // One entry that can't be looked at says nothing about the others; a broken connection does.
                    if error.breaksConnection { throw error }
                    return listing.passOver(name, .unreadable)
                }
            }
            // A file may be gone between the listing and the question about it; then it is simply not there.
            guard let known else { return }
            if !known.isPlainFile { return listing.passOver(name, .notPlain) }
            listing.files.append(
                RemoteFile(name: name, sizeBytes: known.sizeBytes, modifiedSeconds: known.modifiedSeconds))
        }
        listing.files.sort { $0.name < $1.name }
        return listing
    }

    func remove(_ file: RemoteFile, from directory: String) throws {
        let access = try openAccess()
        let path = try sourcePath(of: file, in: directory)
        guard let status = try access.status(of: path) else { return }
        if let difference = status.difference(from: file) {
            throw TransferError.changedWhileReading(place: place, path: path.text, detail: difference)
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

    func sourcePath(of file: RemoteFile, in directory: String) throws(TransferError) -> SourcePath {
        guard file.name.isInDirectory else { throw .invalidName(place: place, name: file.name.text) }
        return SourcePath(file.name, in: directory)
    }
}

extension SourceConnection {
    func fetch(
        _ file: RemoteFile, from directory: String, to localPath: String, progress: @Sendable (Int64) -> Void
    ) throws -> FetchedFile {
        let access = try openAccess()
        let path = try sourcePath(of: file, in: directory)
        let start = ContinuousClock.now
        try requireUnchanged(file, at: path, in: access)

        let part = try PartFile(destination: localPath, expectedBytes: file.sizeBytes, failpoints: failpoints)
        defer { part.discard() }
        try copy(file, at: path, from: access, into: part, progress: progress)
        // Only now is it known that the bytes are those of the listed file, and that nobody was still writing.
        try requireUnchanged(file, at: path, in: access)
        try part.publish(modifiedSeconds: file.modifiedSeconds)

        let seconds = max((ContinuousClock.now - start) / .seconds(1), 1e-9)
        return FetchedFile(
            sizeBytes: file.sizeBytes, modifiedSeconds: file.modifiedSeconds,
            bytesPerSecond: Double(file.sizeBytes) / seconds)
    }

    private func copy(
        _ file: RemoteFile, at path: SourcePath, from access: any FileAccess, into part: PartFile,
        progress: @Sendable (Int64) -> Void
    ) throws {
        let reader = try access.open(path)
        defer { reader.close() }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.bufferBytes, alignment: 4096)
        defer { buffer.deallocate() }
        var written: Int64 = 0
        while true {
            try Task.checkCancellation()
            let count = try reader.read(into: buffer)
            if count == 0 { break }
            written += Int64(count)
            // A file that grows faster than it is read would never end.
            guard written <= file.sizeBytes else {
                throw changed(path, "it grew beyond its \(file.sizeBytes) bytes while it was read")
            }
            try part.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            progress(written)
        }
        guard written == file.sizeBytes else {
            throw changed(path, "it ended after \(written) of \(file.sizeBytes) bytes")
        }
    }

    private func requireUnchanged(
        _ file: RemoteFile, at path: SourcePath, in access: any FileAccess
    ) throws(TransferError) {
        guard let status = try access.status(of: path) else { throw .disappeared(place: place, path: path.text) }
        if let difference = status.difference(from: file) { throw changed(path, difference) }
    }

    private func changed(_ path: SourcePath, _ detail: String) -> TransferError {
        .changedWhileReading(place: place, path: path.text, detail: detail)
    }
}

/// What a fetch has put under the local path.
public struct FetchedFile: Sendable, Hashable {
    public var sizeBytes: Int64
    /// The source's modification time, which the local file carries too; seconds since 1970.
    public var modifiedSeconds: Int64
    /// The size over the whole time that the fetch took, including the final `fsync`.
    public var bytesPerSecond: Double

    public init(sizeBytes: Int64, modifiedSeconds: Int64, bytesPerSecond: Double) {
        self.sizeBytes = sizeBytes
        self.modifiedSeconds = modifiedSeconds
        self.bytesPerSecond = bytesPerSecond
    }
}
