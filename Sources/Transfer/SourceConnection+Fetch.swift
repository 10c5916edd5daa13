import FileNames

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
