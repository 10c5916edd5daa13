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

/// Names of capture files.
enum CaptureName {
    /// `<prefix>-YYYYMMDD-HHMMSS.pcap[.gz]` in UTC.
    static func text(prefix: String, microseconds: Int64, isCompressed: Bool) -> String {
        let seconds = microseconds / 1_000_000
        let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        // Days since 0000-03-01 in eras of 400 years, so that a leap day is the last day of its year.
        let shifted = days + 719_468
        let (era, ofEra) = shifted.quotientAndRemainder(dividingBy: 146_097)
        let year = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let march = (5 * ofYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        let date =
            padded(era * 400 + year + (month <= 2 ? 1 : 0), 4) + padded(month, 2)
            + padded(ofYear - (153 * march + 2) / 5 + 1, 2)
        let time = padded(rest / 3_600, 2) + padded(rest / 60 % 60, 2) + padded(rest % 60, 2)
        return "\(prefix)-\(date)-\(time).pcap" + (isCompressed ? ".gz" : "")
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
