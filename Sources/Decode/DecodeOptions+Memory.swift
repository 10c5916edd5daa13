extension DecodeOptions {
    /// What a decode takes whatever it decodes: batches on their way into Parquet, and a row group there.
    private static let base: Int64 = 320 << 20
    /// With as much beside the base, everything that has a bound may be as large as it is by default.
    private static let whole: Int64 = 640 << 20

    /// Lowers the bounds so that a decode, whatever it is given, does not need more memory than so many bytes.
    public mutating func fit(intoMemory bytes: Int64) {
        let left = min(Self.whole, max(Self.whole >> 5, bytes - Self.base))
        func share(_ bound: Int) -> Int { Int(Int64(bound) * left / Self.whole) }
        maximumWaiting = share(maximumWaiting)
        bounds.waitingBytes = share(bounds.waitingBytes)
        bounds.connections = share(bounds.connections)
        bounds.streamBytes = share(bounds.streamBytes)
        bounds.datagrams = share(bounds.datagrams)
        bounds.fragmentBytes = share(bounds.fragmentBytes)
        // Half of it at least: a small batch costs time.
        bounds.batchBytes = max(bounds.batchBytes / 2, share(bounds.batchBytes))
    }
}
