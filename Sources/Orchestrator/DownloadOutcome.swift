/// What a source of reference data answered.
public enum DownloadOutcome: Sendable, Equatable {
    /// It has what is here already.
    case unchanged
    /// The file was written; what the source says of this version.
    case written(etag: String?, lastModified: String?)
}
