import CPcap
import Crypto
import Foundation

/// The bytes of a capture file, decompressed on the way, and hashed.
///
/// The format is told by content: the two magic bytes of gzip (members may follow each other), else plain.
final class CaptureStream {
    private static let chunk = 1 << 18
    let path: String
    private let descriptor: Int32
    private var hash = SHA256()
    private let input = UnsafeMutablePointer<UInt8>.allocate(capacity: CaptureStream.chunk)
    private var inputCount = 0
    private var inputAt = 0
    private var inflater: UnsafeMutablePointer<z_stream>?
    private var memberEnded = false
    private(set) var isCompressed = false
    /// Why no more bytes came before the end.
    private(set) var failure: String?
    /// Compressed data that just stops: what came before is good.
    private(set) var isCutOff = false
    private(set) var bytesRead: Int64 = 0

    init(path: String) throws {
        self.path = path
        descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw DecodeError.unreadable(file: path, reason: String(cString: strerror(errno)))
        }
        refill()
        if inputCount >= 2, input[0] == 0x1F, input[1] == 0x8B {
            isCompressed = true
            let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
            stream.initialize(to: z_stream())
            guard entrada_inflate_gzip(stream) == Z_OK else {
                throw DecodeError.unreadable(file: path, reason: "zlib has no memory")
            }
            inflater = stream
        }
    }

    deinit {
        if let inflater {
            inflateEnd(inflater)
            inflater.deallocate()
        }
        input.deallocate()
        close(descriptor)
    }

    /// No byte at all.
    var isEmpty: Bool { bytesRead == 0 && inputCount == 0 }

    /// A known format of compression that is not read, by its magic bytes.
    var foreignFormat: String? {
        let formats: [(name: String, magic: [UInt8])] = [
            ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]), ("zstd", [0x28, 0xB5, 0x2F, 0xFD]),
            ("bzip2", [0x42, 0x5A, 0x68]), ("lz4", [0x04, 0x22, 0x4D, 0x18]),
        ]
        return formats.first { format in
            inputCount >= format.magic.count && format.magic.indices.allSatisfy { input[$0] == format.magic[$0] }
        }?.name
    }

    private func refill() {
        inputAt = 0
        inputCount = 0
        while true {
            let count = Glibc.read(descriptor, input, Self.chunk)
            if count < 0 && errno == EINTR { continue }
            if count < 0 { failure = String(cString: strerror(errno)) }
            inputCount = max(0, count)
            bytesRead += Int64(inputCount)
            return
        }
    }

    /// Fills the buffer; 0 at the end. Errors end the stream and are told by `failure`.
    func read(_ buffer: UnsafeMutablePointer<UInt8>, _ size: Int) -> Int {
        let count = inflater == nil ? readPlain(buffer, size) : readCompressed(buffer, size)
        if count > 0 { hash.update(bufferPointer: UnsafeRawBufferPointer(start: buffer, count: count)) }
        return count
    }

    private func readPlain(_ buffer: UnsafeMutablePointer<UInt8>, _ size: Int) -> Int {
        if inputAt == inputCount { refill() }
        let count = min(size, inputCount - inputAt)
        buffer.update(from: input + inputAt, count: count)
        inputAt += count
        return count
    }

    private func readCompressed(_ buffer: UnsafeMutablePointer<UInt8>, _ size: Int) -> Int {
        guard let inflater, failure == nil else { return 0 }
        inflater.pointee.next_out = buffer
        inflater.pointee.avail_out = UInt32(size)
        while inflater.pointee.avail_out == UInt32(size) {
            if inputAt == inputCount {
                refill()
                if inputCount == 0 {
                    if !memberEnded {
                        isCutOff = true
                        failure = "the compressed data stops in the middle"
                    }
                    break
                }
            }
            if memberEnded {
                // Another member may follow; zeroes and anything else behind the last one are padding.
                guard input[inputAt] == 0x1F else { break }
                inflateReset(inflater)
                memberEnded = false
            }
            inflater.pointee.next_in = input + inputAt
            inflater.pointee.avail_in = UInt32(inputCount - inputAt)
            let code = inflate(inflater, Z_NO_FLUSH)
            inputAt = inputCount - Int(inflater.pointee.avail_in)
            if code == Z_STREAM_END {
                memberEnded = true
            } else if code != Z_OK && code != Z_BUF_ERROR {
                failure =
                    "the compressed data is damaged" + (inflater.pointee.msg.map { " (\(String(cString: $0)))" } ?? "")
                break
            }
        }
        return size - Int(inflater.pointee.avail_out)
    }

    /// Reads what is left, so that the hash covers the whole content.
    func drain() {
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.chunk)
        defer { buffer.deallocate() }
        while read(buffer, Self.chunk) > 0 {}
    }

    /// Lower-case hex of all bytes so far.
    func digest() -> String { hash.finalize().map { String(format: "%02x", $0) }.joined() }
}
