/// How a capture file is compressed, told by its first bytes and never by its name.
enum CompressionFormat: CaseIterable {
    case gzip, xz, bzip2, zstd, lz4

    static let longestMagic = 6

    /// Bytes with which each member (gzip, bzip2), stream (xz) or frame (zstd, lz4) begins.
    var magic: [UInt8] {
        switch self {
        case .gzip: [0x1F, 0x8B]
        case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]
        case .bzip2: Array("BZh".utf8)
        case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
        case .lz4: [0x04, 0x22, 0x4D, 0x18]
        }
    }

    /// What it calls its parts.
    var part: String {
        switch self {
        case .gzip: "gzip member"
        case .xz: "xz stream"
        case .bzip2: "bzip2 stream"
        case .zstd: "zstd frame"
        case .lz4: "lz4 frame"
        }
    }

    static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> CompressionFormat? {
        allCases.first { bytes.starts(with: $0.magic) }
    }

    /// Frames that decoders pass over (RFC 8878 3.1.2); lz4 has the same.
    static func isSkippable(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.count >= 4 && bytes[0] & 0xF0 == 0x50 && bytes[1] == 0x2A && bytes[2] == 0x4D && bytes[3] == 0x18
    }

    /// `nil`: there is no memory for it.
    func makeDecompressor() -> (any Decompressor)? {
        switch self {
        case .gzip: GzipDecompressor()
        case .xz: XZDecompressor()
        case .bzip2: Bzip2Decompressor()
        case .zstd: ZstdDecompressor()
        case .lz4: LZ4Decompressor()
        }
    }
}

/// Reads one member (gzip, bzip2), stream (xz) or frame (zstd, lz4) at a time. Asked for chunks, never for packets.
protocol Decompressor: AnyObject {
    /// Another member begins; false: there is no memory for it.
    func begin() -> Bool

    /// Takes of the input and gives to the output what it can. Without input it gives what it still holds.
    func step(
        _ input: UnsafeBufferPointer<UInt8>, _ output: UnsafeMutableBufferPointer<UInt8>
    ) -> DecompressionStep
}

/// What a decompressor did with a chunk.
struct DecompressionStep {
    enum State: Equatable {
        /// The member goes on.
        case more
        case memberEnded
        case damaged(String?)
        /// It wants more memory than the limit; bytes, where that is known.
        case tooLarge(UInt64?)
    }

    /// A window or dictionary may take so much, in bytes: what every preset of the common tools needs, and no more.
    static let memoryLimit: UInt64 = 128 << 20

    var consumed: Int
    var produced: Int
    var state: State
}
