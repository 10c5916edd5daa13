import CPcap

/// Streams of xz, with liblzma.
final class XZDecompressor: Decompressor {
    private let stream: UnsafeMutablePointer<lzma_stream>

    init?() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: lzma_stream())
    }

    deinit {
        lzma_end(stream)
        stream.deallocate()
    }

    // Each stream by itself: what stands between them is told by `CompressedStream`, for all formats alike.
    func begin() -> Bool { lzma_stream_decoder(stream, DecompressionStep.memoryLimit, 0) == LZMA_OK }

    func step(
        _ input: UnsafeBufferPointer<UInt8>, _ output: UnsafeMutableBufferPointer<UInt8>
    ) -> DecompressionStep {
        stream.pointee.next_in = input.baseAddress
        stream.pointee.avail_in = input.count
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = output.count
        let code = lzma_code(stream, LZMA_RUN)
        let state: DecompressionStep.State =
            switch code {
            case LZMA_STREAM_END: .memberEnded
            case LZMA_OK, LZMA_BUF_ERROR: .more
            case LZMA_MEMLIMIT_ERROR: .tooLarge(lzma_memusage(stream))
            case LZMA_MEM_ERROR: .tooLarge(nil)
            case LZMA_OPTIONS_ERROR: .damaged("options of xz that are not known")
            default: .damaged(nil)
            }
        return DecompressionStep(
            consumed: input.count - stream.pointee.avail_in, produced: output.count - stream.pointee.avail_out,
            state: state)
    }
}
