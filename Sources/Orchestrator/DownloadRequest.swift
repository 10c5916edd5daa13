/// What is asked of a source of reference data.
public struct DownloadRequest: Sendable {
    /// `https://…`, `http://` on loopback, or `file:///…`.
    public var url: String
    /// What the source said of the version that is here (RFC 9110 8.8.3 and 8.8.2); nil: there is none.
    public var etag: String?
    public var lastModified: String?
    /// Bytes; more is refused.
    public var limitBytes: Int64

    public init(url: String, etag: String? = nil, lastModified: String? = nil, limitBytes: Int64) {
        self.url = url
        self.etag = etag
        self.lastModified = lastModified
        self.limitBytes = limitBytes
    }
}
