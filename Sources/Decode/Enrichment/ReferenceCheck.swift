import Glibc

/// Whether a file of reference data can be used: what a new version has to pass before it replaces the one in use.
public enum ReferenceCheck: String, Sendable, CaseIterable {
    case countryDatabase = "geo-country"
    case asnDatabase = "geo-asn"
    case suffixList = "suffix-list"
    case resolverList = "resolver-list"

    /// What is wrong with a file; `nil`: it can be used.
    public func problem(path: String) -> String? {
        switch self {
        case .countryDatabase: Self.problem(MaxMindEnrichment(countryDatabase: path, asnDatabase: nil))
        case .asnDatabase: Self.problem(MaxMindEnrichment(countryDatabase: nil, asnDatabase: path))
        case .suffixList: Self.suffixListProblem(path)
        // Whose list it is does not matter here, so that one without names can be checked as well.
        case .resolverList: ResolverList([ResolverListSource(name: "-", path: path)]).warnings.first
        }
    }

    /// Opened as a decode opens it, which tells of one that has something else in it; then read as a whole.
    private static func problem(_ enrichment: MaxMindEnrichment) -> String? {
        enrichment.warnings.first ?? enrichment.verify()
    }

    private static func suffixListProblem(_ path: String) -> String? {
        do {
            let bytes = try SuffixListFile.read(path)
            _ = try PublicSuffixList(path: path)
            // A list that was cut off has rules as well; the published one says where its sections end.
            let text = String(decoding: bytes, as: UTF8.self)
            for section in ["ICANN DOMAINS", "PRIVATE DOMAINS"]
            where text.contains("===BEGIN \(section)===") && !text.contains("===END \(section)===") {
                return "\(path): cut off: the section \(section) has no end"
            }
            return nil
        } catch { return "\(error)" }
    }
}

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
