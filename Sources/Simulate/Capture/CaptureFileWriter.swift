import CPcap
import Glibc

/// One capture file: classic pcap, little-endian, microseconds (draft-ietf-opsawg-pcap), plain or as one gzip member.
struct CaptureFileWriter: ~Copyable {
    private static let bufferSize = 1 << 20
    private static let fileHeaderSize = 24

    private(set) var truth: CaptureTruth
    private let path: String
    private let descriptor: Int32
    private let buffer: UnsafeMutableRawPointer
    private var filled = 0
    private var compressor: GzipCompressor?

    /// Creates the file, or empties the one there.
    static func create(
        directory: String, name: String, isCompressed: Bool, linkType: LinkType
    ) throws(SimulateError) -> CaptureFileWriter {
        let path = directory + "/" + name
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        if descriptor < 0 { throw .file(operation: "create", path: path, errno: errno) }
        return CaptureFileWriter(name, path, descriptor, isCompressed, linkType)
    }

    private init(_ name: String, _ path: String, _ descriptor: Int32, _ isCompressed: Bool, _ linkType: LinkType) {
        truth = CaptureTruth(name: name)
        self.path = path
        self.descriptor = descriptor
        buffer = .allocate(byteCount: Self.bufferSize, alignment: 16)
        compressor = isCompressed ? GzipCompressor(path: path) : nil
        for word: UInt32 in [0xA1B2_C3D4, 0x0004_0002, 0, 0, 65_535, linkType.rawValue] {
            (buffer + filled).storeBytes(of: word.littleEndian, as: UInt32.self)
            filled += 4
        }
        truth.bytes = Self.fileHeaderSize
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    mutating func write(_ frame: UnsafeRawPointer, length: Int, time: Int64) throws(SimulateError) {
        if filled + 16 + length > Self.bufferSize { try flush(isLast: false) }
        let record = buffer + filled
        let (seconds, microseconds) = time.quotientAndRemainder(dividingBy: 1_000_000)
        record.storeBytes(of: UInt32(seconds).littleEndian, as: UInt32.self)
        record.storeBytes(of: UInt32(microseconds).littleEndian, toByteOffset: 4, as: UInt32.self)
        record.storeBytes(of: UInt32(length).littleEndian, toByteOffset: 8, as: UInt32.self)
        record.storeBytes(of: UInt32(length).littleEndian, toByteOffset: 12, as: UInt32.self)
        (record + 16).copyMemory(from: frame, byteCount: length)
        filled += 16 + length
        truth.packets += 1
        truth.bytes += 16 + length
    }

    /// Writes the rest; the time of modification is set if one is given, in µs.
    mutating func finish(modificationTime: Int64?) throws(SimulateError) {
        try flush(isLast: true)
        guard let modificationTime else { return }
        let stamp = timespec(
            tv_sec: Int(modificationTime / 1_000_000), tv_nsec: Int(modificationTime % 1_000_000) * 1_000)
        if futimens(descriptor, [stamp, stamp]) != 0 {
            throw .file(operation: "set the time of", path: path, errno: errno)
        }
    }

    private mutating func flush(isLast: Bool) throws(SimulateError) {
        if compressor == nil {
            try Self.writeAll(UnsafeRawBufferPointer(start: buffer, count: filled), descriptor, path)
        } else {
            var more = true
            compressor?.give(buffer, filled)
            while more {
                guard let chunk = try compressor?.next(isLast: isLast) else { break }
                try Self.writeAll(chunk.bytes, descriptor, path)
                more = chunk.hasMore
            }
        }
        filled = 0
    }

    private static func writeAll(
        _ bytes: UnsafeRawBufferPointer, _ descriptor: Int32, _ path: String
    ) throws(SimulateError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if written < 0 {
                if errno == EINTR { continue }
                throw .file(operation: "write", path: path, errno: errno)
            }
            rest = rest.dropFirst(written)
        }
    }
}
