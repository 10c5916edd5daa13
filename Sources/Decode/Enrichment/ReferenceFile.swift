import Glibc

/// Files of lists, read whole into memory within a bound.
enum ReferenceFile {
    /// Why one cannot be read.
    struct Refusal: Error {
        let reason: String
    }

    static func read(_ path: String, maximumMebibytes: Int) throws(Refusal) -> [UInt8] {
        guard let file = fopen(path, "rbe") else { throw Refusal(reason: String(cString: strerror(errno))) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            if count == 0 { break }
            bytes += piece[..<count]
            guard bytes.count <= maximumMebibytes << 20 else {
                throw Refusal(reason: "larger than \(maximumMebibytes) MiB")
            }
        }
        guard ferror(file) == 0 else { throw Refusal(reason: String(cString: strerror(errno))) }
        return bytes
    }
}
