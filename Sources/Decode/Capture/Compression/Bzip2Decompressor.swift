import CPcap

/// Streams of bzip2, with libbz2, which never wants more than 4 MiB.
final class Bzip2Decompressor: Decompressor {
    private let stream: UnsafeMutablePointer<bz_stream>
    private var isOpen = false

    init?() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: bz_stream())
    }

    deinit {
        if isOpen { BZ2_bzDecompressEnd(stream) }
        stream.deallocate()
    }

    func begin() -> Bool {
        if isOpen { BZ2_bzDecompressEnd(stream) }
        stream.pointee = bz_stream()
        isOpen = BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK
        return isOpen
    }

    func step(
        _ input: UnsafeBufferPointer<UInt8>, _ output: UnsafeMutableBufferPointer<UInt8>
    ) -> DecompressionStep {
        stream.pointee.next_in = UnsafeMutableRawPointer(mutating: input.baseAddress)?
            .assumingMemoryBound(to: CChar.self)
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = UnsafeMutableRawPointer(output.baseAddress)?.assumingMemoryBound(to: CChar.self)
        stream.pointee.avail_out = UInt32(output.count)
        let code = BZ2_bzDecompress(stream)
        let state: DecompressionStep.State =
            switch code {
            case BZ_STREAM_END: .memberEnded
            case BZ_OK: .more
            case BZ_MEM_ERROR: .tooLarge(nil)
            default: .damaged(nil)
            }
        return DecompressionStep(
            consumed: input.count - Int(stream.pointee.avail_in),
            produced: output.count - Int(stream.pointee.avail_out), state: state)
    }
}
