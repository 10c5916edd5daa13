import CPcap

/// Frames of lz4, with liblz4, whose blocks never take more than 4 MiB.
final class LZ4Decompressor: Decompressor {
    private let context: OpaquePointer

    init?() {
        var context: OpaquePointer?
        guard LZ4F_isError(LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))) == 0, let context else {
            return nil
        }
        self.context = context
    }

    deinit { LZ4F_freeDecompressionContext(context) }

    func begin() -> Bool {
        LZ4F_resetDecompressionContext(context)
        return true
    }

    func step(
        _ input: UnsafeBufferPointer<UInt8>, _ output: UnsafeMutableBufferPointer<UInt8>
    ) -> DecompressionStep {
        var consumed = input.count
        var produced = output.count
        let code = LZ4F_decompress(context, output.baseAddress, &produced, input.baseAddress, &consumed, nil)
        if LZ4F_isError(code) != 0 {
            // What it has written then is not known.
            let detail = LZ4F_getErrorName(code).map { String(cString: $0) }
            return DecompressionStep(consumed: 0, produced: 0, state: .damaged(detail))
        }
        return DecompressionStep(
            consumed: consumed, produced: produced, state: code == 0 ? .memberEnded : .more)
    }
}
