import CPcap

/// Members of gzip (RFC 1952), with zlib.
final class GzipDecompressor: Decompressor {
    private let stream: UnsafeMutablePointer<z_stream>

    init?() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        if entrada_inflate_gzip(stream) != Z_OK { return nil }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func begin() -> Bool { inflateReset(stream) == Z_OK }

    func step(
        _ input: UnsafeBufferPointer<UInt8>, _ output: UnsafeMutableBufferPointer<UInt8>
    ) -> DecompressionStep {
        stream.pointee.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0) }
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        let code = inflate(stream, Z_NO_FLUSH)
        let state: DecompressionStep.State =
            switch code {
            case Z_STREAM_END: .memberEnded
            case Z_OK, Z_BUF_ERROR: .more
            default: .damaged(stream.pointee.msg.map { String(cString: $0) })
            }
        return DecompressionStep(
            consumed: input.count - Int(stream.pointee.avail_in),
            produced: output.count - Int(stream.pointee.avail_out), state: state)
    }
}
