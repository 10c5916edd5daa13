import Glibc

/// Where the first inputs go: with `ENTRADA_SEEDS` set, a fuzzer writes them there and does nothing else.
public struct SeedFolder {
    private let path: String
    private var count = 0

    public init?() {
        guard let path = getenv("ENTRADA_SEEDS") else { return nil }
        self.path = String(cString: path)
    }

    public mutating func add(_ bytes: [UInt8]) {
        count += 1
        guard let file = fopen(path + "/seed-\(count)", "wbe") else {
            preconditionFailure("cannot write to \(path)")
        }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }
}
