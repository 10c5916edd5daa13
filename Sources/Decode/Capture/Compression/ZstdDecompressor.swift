import CPcap

/// Frames of zstd (RFC 8878), with libzstd.
final class ZstdDecompressor: Decompressor {
    private let context: OpaquePointer

    init?() {
        guard let context = ZSTD_createDCtx() else { return nil }
        self.context = context
        // The window is all that grows with what a frame says.
        let limit = Int32(DecompressionStep.memoryLimit.trailingZeroBitCount)
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, limit)
    }

    deinit { ZSTD_freeDCtx(context) }

    func begin() -> Bool { ZSTD_isError(ZSTD_DCtx_reset(context, ZSTD_reset_session_only)) == 0 }

    func step(
        _ input: UnsafeBufferPointer<UInt8>, _ output: UnsafeMutableBufferPointer<UInt8>
    ) -> DecompressionStep {
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let code = ZSTD_decompressStream(context, &target, &source)
        var state = DecompressionStep.State.more
        if ZSTD_isError(code) != 0 {
            switch ZSTD_getErrorCode(code) {
            case ZSTD_error_frameParameter_windowTooLarge, ZSTD_error_memory_allocation: state = .tooLarge(nil)
            default: state = .damaged(ZSTD_getErrorName(code).map { String(cString: $0) })
            }
        } else if code == 0 {
            state = .memberEnded
        }
        return DecompressionStep(consumed: source.pos, produced: target.pos, state: state)
    }
}
