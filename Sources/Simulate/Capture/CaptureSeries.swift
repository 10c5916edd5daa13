/// The files, one a slice of time.
struct CaptureSeries: ~Copyable {
    private let options: DNSTrafficOptions
    private let directory: String
    private var current: CaptureFileWriter
    private var index = 0
    private var sliceEnd: Int64
    private var done: [CaptureTruth] = []

    init(_ options: DNSTrafficOptions, directory: String) throws(SimulateError) {
        self.options = options
        self.directory = directory
        current = try Self.file(0, options, directory)
        sliceEnd = options.boundary(1)
    }

    /// Packets come in the order of time.
    mutating func write(_ packet: QueuedPacket) throws(SimulateError) {
        while packet.time >= sliceEnd, index + 1 < options.files { try turn() }
        try current.write(packet.frame, length: packet.length, time: packet.time)
    }

    /// Writes the remaining files.
    mutating func finish() throws(SimulateError) -> [CaptureTruth] {
        while index + 1 < options.files { try turn() }
        try close()
        return done
    }

    private mutating func turn() throws(SimulateError) {
        try close()
        index += 1
        current = try Self.file(index, options, directory)
        sliceEnd = options.boundary(index + 1)
    }

    private mutating func close() throws(SimulateError) {
        try current.finish(modificationTime: options.setsModificationTimeToSliceEnd ? sliceEnd : nil)
        done.append(current.truth)
    }

    private static func file(
        _ index: Int, _ options: DNSTrafficOptions, _ directory: String
    ) throws(SimulateError) -> CaptureFileWriter {
        let isCompressed = options.gzipEvery > 0 && (index + 1) % options.gzipEvery == 0
        return try .create(
            directory: directory,
            name: CaptureName.text(
                prefix: options.prefix, microseconds: options.boundary(index), isCompressed: isCompressed),
            isCompressed: isCompressed, linkType: options.linkType)
    }
}
