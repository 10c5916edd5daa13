import CPcap

/// Compressed data as the formats' own libraries make it.
enum Compression: String, CaseIterable, Sendable {
    case gzip, xz, bzip2, zstd, lz4

    /// One member, stream or frame.
    func member(_ bytes: ByteString) -> ByteString {
        var output = ByteString(repeating: 0, count: bytes.count * 2 + 4096)
        let count = bytes.withUnsafeBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in compress(source, target) }
        }
        return Array(output[..<count])
    }

    private func compress(_ source: UnsafeBufferPointer<UInt8>, _ target: UnsafeMutableBufferPointer<UInt8>) -> Int {
        switch self {
        case .gzip: return Self.gzip(source, target)
        case .xz:
            var written = 0
            let code = lzma_easy_buffer_encode(
                1, LZMA_CHECK_CRC64, nil, source.baseAddress, source.count, target.baseAddress, &written, target.count)
            return code == LZMA_OK ? written : 0
        case .bzip2:
            var written = UInt32(target.count)
            let input = UnsafeMutableRawPointer(mutating: source.baseAddress)?.assumingMemoryBound(to: CChar.self)
            let output = UnsafeMutableRawPointer(target.baseAddress)?.assumingMemoryBound(to: CChar.self)
            let code = BZ2_bzBuffToBuffCompress(output, &written, input, UInt32(source.count), 1, 0, 0)
            return code == BZ_OK ? Int(written) : 0
        case .zstd: return Self.zstd(source, target)
        case .lz4:
            // With a checksum of the content, which is not the default.
            var preferences = LZ4F_preferences_t()
            preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled
            let code = LZ4F_compressFrame(
                target.baseAddress, target.count, source.baseAddress, source.count, &preferences)
            return LZ4F_isError(code) == 0 ? code : 0
        }
    }

    private static func gzip(
        _ source: UnsafeBufferPointer<UInt8>, _ target: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        var stream = z_stream()
        guard entrada_deflate_gzip(&stream, 6) == Z_OK else { return 0 }
        defer { deflateEnd(&stream) }
        stream.next_in = source.baseAddress.map { UnsafeMutablePointer(mutating: $0) }
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        return deflate(&stream, Z_FINISH) == Z_STREAM_END ? target.count - Int(stream.avail_out) : 0
    }

    private static func zstd(
        _ source: UnsafeBufferPointer<UInt8>, _ target: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        guard let context = ZSTD_createCCtx() else { return 0 }
        defer { ZSTD_freeCCtx(context) }
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        let code = ZSTD_compress2(context, target.baseAddress, target.count, source.baseAddress, source.count)
        return ZSTD_isError(code) == 0 ? code : 0
    }

    /// A frame that wants a window of 2 to this bytes (RFC 8878 3.1.1.1), with one raw block. At most 128 KiB.
    static func zstdFrame(_ bytes: ByteString, windowLog: Int) -> ByteString {
        let block = bytes.count << 3 | 1
        let header: ByteString = [0x28, 0xB5, 0x2F, 0xFD, 0, UInt8((windowLog - 10) << 3)]
        return header + [UInt8(block & 255), UInt8(block >> 8 & 255), UInt8(block >> 16 & 255)] + bytes
    }

    /// A stream that wants a dictionary of 2 to this bytes: the byte that says so, and the check sum over it, changed.
    static func xzStream(_ bytes: ByteString, dictionaryLog: Int) -> ByteString {
        var stream = xz.member(bytes)
        // The block's header follows twelve bytes: size, flags, two lengths, filter 0x21, one byte of properties.
        let end = 12 + (Int(stream[12]) + 1) * 4
        var at = 14
        for flag: UInt8 in [0x40, 0x80] where stream[13] & flag != 0 {
            while stream[at] & 0x80 != 0 { at += 1 }
            at += 1
        }
        guard stream[at] == 0x21, stream[at + 1] == 1 else { return [] }
        stream[at + 2] = UInt8((dictionaryLog - 12) * 2)
        let sum = lzma_crc32(Array(stream[12..<end - 4]), end - 16, 0)
        for index in 0..<4 { stream[end - 4 + index] = UInt8(truncatingIfNeeded: sum >> (index * 8)) }
        return stream
    }

    /// A frame that decoders of zstd and lz4 pass over.
    static func skippable(_ content: ByteString) -> ByteString {
        let length = content.count
        return [0x53, 0x2A, 0x4D, 0x18, UInt8(length & 255), UInt8(length >> 8 & 255), 0, 0] + content
    }
}
