/// Reads one member (gzip, bzip2), stream (xz) or frame (zstd, lz4) at a time. Asked for chunks, never for packets.
protocol Decompressor: AnyObject {
    /// Another member begins; false: there is no memory for it.
    func begin() -> Bool

    /// Takes of the input and gives to the output what it can. Without input it gives what it still holds.
    func step(
        _ input: UnsafeBufferPointer<UInt8>, _ output: UnsafeMutableBufferPointer<UInt8>
    ) -> DecompressionStep
}
