/// Knows the addresses of public resolvers, out of list files (`ResolverListFile`). The longest prefix counts; of equal
/// ones that of the file named first.
///
/// A file that is missing, empty or useless is a warning and leaves its addresses unnamed; it never stops a decode. Files
/// are read once: the next worker sees a new one.
public final class ResolverList: Sendable {
    /// Beyond, prefixes are left out with a warning.
    public static let maximumPrefixes = 1_000_000
    private static let maximumMebibytes = 64

    /// What an operator must know, at most one per file.
    public let warnings: [String]
    /// Different prefixes.
    public var prefixCount: Int { table.count }
    private let names: [String]
    private let table: PrefixTable

    public init(_ sources: [ResolverListSource]) {
        var warnings: [String] = []
        var names: [String] = []
        var numbers: [String: Int32] = [:]
        var entries: [(prefix: IPPrefix, value: Int32)] = []
        for source in sources {
            do throws(ReferenceFile.Refusal) {
                let bytes = try ReferenceFile.read(source.path, maximumMebibytes: Self.maximumMebibytes)
                let file = ResolverListFile(
                    name: source.name, bytes: bytes, limit: Self.maximumPrefixes - entries.count)
                for (prefix, name) in file.entries {
                    let number = numbers[name] ?? Int32(names.count)
                    if number == names.count {
                        numbers[name] = number
                        names.append(name)
                    }
                    entries.append((prefix, number))
                }
                if let warning = Self.warning(file, isNamed: source.name != nil) {
                    warnings.append("\(source.path): \(warning)")
                }
            } catch {
                warnings.append("\(source.path): the resolver list cannot be read: \(error.reason)")
            }
        }
        self.warnings = warnings
        self.names = names
        table = PrefixTable(entries)
    }

    /// The resolver that an address belongs to.
    public func name(of address: IPAddress) -> String? { number(of: address).map { names[Int($0)] } }

    /// A number for each different name.
    func number(of address: IPAddress) -> Int32? { table.find(address) }

    func name(_ number: Int32) -> String { names[Int(number)] }

    private static func warning(_ file: ResolverListFile, isNamed: Bool) -> String? {
        if file.entries.isEmpty, !file.isOverfull {
            return isNamed
                ? "no prefix in the resolver list; fetch it again"
                : "no prefix with a name in the resolver list; fetch it again, or give the name as NAME=FILE"
        }
        if file.isOverfull {
            return "the resolver lists have more than \(maximumPrefixes) prefixes; the rest is not read"
        }
        guard file.badEntries > 0 else { return nil }
        let place = file.firstBadLine.map { ", the first in line \($0)" } ?? ""
        return "\(file.badEntries) entries of the resolver list cannot be used\(place)"
    }
}
