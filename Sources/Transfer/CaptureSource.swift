/// One connection to a place that holds captures.
///
/// Calls may be made from any task; one connection carries them out one after the other. All of them throw
/// `TransferError`, or `CancellationError` when the task was cancelled.
public protocol CaptureSource: Sendable {
    /// The plain files of a directory whose names match a glob pattern (`*`, `?`, `[a-z]`), sorted by name, and how many
    /// other entries there are, by the reason why they are left out: hidden names, `*.part` and `*.tmp`, what is not a
    /// plain file, what cannot be looked at. More than 100 000 entries of any kind are an error.
    func list(directory: String, matching pattern: String) async throws -> SourceListing

    /// Copies a listed file to `localPath`, durably: when this returns, the whole file is there and survives a power
    /// cut; when it throws, nothing is there that was not before.
    ///
    /// The bytes go to `<localPath>.part` first (a leftover of that name is deleted); two fetches to the same path at
    /// the same time are the caller's mistake. Size and time at the source are compared with the listing before and
    /// after. An existing `localPath` is never overwritten.
    /// - Parameter progress: called on the connection's thread with the number of bytes written so far.
    func fetch(
        _ file: RemoteFile, from directory: String, to localPath: String, progress: @Sendable (Int64) -> Void
    ) async throws -> FetchedFile

    /// Deletes a file at the source, if it is still the one that was listed. A file that is gone already is no error.
    func remove(_ file: RemoteFile, from directory: String) async throws

    /// What was agreed upon when the connection was made; `nil` for a directory of this host.
    func facts() async throws -> ConnectionFacts?

    /// Ends the connection; every later call throws `TransferError.closed`. May be called more than once.
    func close() async
}
