import CPcap

/// zlib's deflate into one gzip member without time stamp.
struct GzipCompressor: ~Copyable {
    private static let outputSize = 1 << 18

    private let path: String
    // zlib keeps a pointer to its stream, which must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let output: UnsafeMutablePointer<UInt8>

    /// What deflateInit2 said; told with the first bytes.
    private let opened: Int32

    init(path: String) {
        self.path = path
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        output = .allocate(capacity: Self.outputSize)
        opened = entrada_deflate_gzip(stream, Z_BEST_SPEED)
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        output.deallocate()
    }

    /// The next input; all output of the last one has been taken.
    func give(_ bytes: UnsafeMutableRawPointer, _ count: Int) {
        stream.pointee.next_in = bytes.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(count)
    }

    /// A chunk of output, valid until the next call, and whether there is more.
    func next(isLast: Bool) throws(SimulateError) -> (bytes: UnsafeRawBufferPointer, hasMore: Bool) {
        if opened != Z_OK { throw .compression(path: path, code: opened) }
        stream.pointee.next_out = output
        stream.pointee.avail_out = UInt32(Self.outputSize)
        let code = deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
        // No progress is possible when all has been taken already.
        if code < 0 && code != Z_BUF_ERROR { throw .compression(path: path, code: code) }
        let left = Int(stream.pointee.avail_out)
        return (UnsafeRawBufferPointer(start: output, count: Self.outputSize - left), left == 0)
    }
}
