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
