import FileNames

/// The few file operations in which sources differ. Every one may block. Not `Sendable`: it belongs to one connection.
protocol FileAccess: AnyObject {
    /// Calls `body` for every entry but `.` and `..`; without a status where the source does not send it along.
    func forEachEntry(
        in directory: SourcePath, _ body: (FileName, FileStatus?) throws(TransferError) -> Void
    ) throws(TransferError)

    /// nil if there is nothing at the path.
    func status(of path: SourcePath) throws(TransferError) -> FileStatus?

    func open(_ path: SourcePath) throws(TransferError) -> any FileReader

    /// False if there was nothing at the path.
    func remove(_ path: SourcePath) throws(TransferError) -> Bool

    /// What was agreed upon; `nil` where there is nobody to agree with.
    var facts: ConnectionFacts? { get }

    /// Ends the connection as politely as is possible without waiting for a server that is gone.
    func close()
}

/// A file that is being read from its beginning to its end.
protocol FileReader: AnyObject {
    /// The number of bytes put into the buffer; 0 at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(TransferError) -> Int
    func close()
}
