/// Traffic of an authoritative name server, made from a seed.
public struct DNSTraffic: Sendable {
    public let options: DNSTrafficOptions

    public init(_ options: DNSTrafficOptions) { self.options = options }

    /// Writes all files into an existing directory, over those of the same name, and tells what is in them.
    ///
    /// Blocks; about a second for a million packets. Files grow in place under their final names.
    public func write(to directory: String) throws(SimulateError) -> DNSTrafficTruth {
        try options.validate()
        var generator = try TrafficGenerator(options, directory: directory)
        return try generator.run()
    }
}

/// Why no traffic was written.
public enum SimulateError: Error, Equatable, CustomStringConvertible {
    /// An option is out of its range; the text names it.
    case invalidOption(String)
    /// A system call failed; trying again helps when the cause (space, rights) is gone.
    case file(operation: String, path: String, errno: Int32)
    /// zlib refused to compress.
    case compression(path: String, code: Int32)

    public var description: String {
        switch self {
        case .invalidOption(let text): "option \(text)"
        case .file(let operation, let path, let errno): "\(operation) \(path): errno \(errno)"
        case .compression(let path, let code): "compress \(path): zlib error \(code)"
        }
    }
}
