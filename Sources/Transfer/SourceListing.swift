public import FileNames

/// What a directory at a source holds: the files that may be captures, and what else there is, with the reason why it is
/// not fetched.
public struct SourceListing: Sendable, Equatable {
    /// Sorted by name.
    public var files: [RemoteFile]
    public var passedOver: [Reason: PassedOver]

    /// Why an entry is not fetched.
    public enum Reason: String, Sendable, CaseIterable {
        /// Its name begins with a dot.
        case hidden
        /// `*.part` and `*.tmp`: somebody is still writing it.
        case unfinished
        /// The server's pattern, or the job's, does not match its name.
        case otherName = "other_name"
        /// A directory, a link, a socket: anything but a plain file.
        case notPlain = "not_plain"
        /// The source does not say what it is.
        case unreadable
        /// The source gives the name is not allowed on this machine, or one that is longer than any file system allows.
        case badName = "bad_name"
    }

    /// The entries of one reason.
    public struct PassedOver: Sendable, Equatable {
        /// So many names are given as examples.
        public static let examples = 5

        public var count: Int
        /// The first ones that were met.
        public var names: [FileName]

        public init(count: Int = 0, names: [FileName] = []) {
            self.count = count
            self.names = names
        }
    }

    public init(files: [RemoteFile] = [], passedOver: [Reason: PassedOver] = [:]) {
        self.files = files
        self.passedOver = passedOver
    }

    /// Notes an entry that is not fetched.
    mutating func passOver(_ name: FileName, _ reason: Reason) {
        var entries = passedOver[reason] ?? PassedOver()
        entries.count += 1
        if entries.names.count < PassedOver.examples { entries.names.append(name) }
        passedOver[reason] = entries
    }
}

/// A plain file at a source, as a listing saw it. Two listings of an unchanged file give equal values.
public struct RemoteFile: Sendable, Hashable, Codable {
    /// The name inside its directory.
    public var name: FileName
    public var sizeBytes: Int64
    /// Modification time by the source's clock, whole seconds since 1970 (SFTP version 3 has no finer one).
    public var modifiedSeconds: Int64

    public init(name: FileName, sizeBytes: Int64, modifiedSeconds: Int64) {
        self.name = name
        self.sizeBytes = sizeBytes
        self.modifiedSeconds = modifiedSeconds
    }
}
