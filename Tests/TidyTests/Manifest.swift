/// The targets of `Package.swift` and what they depend on, read from its text.
struct Manifest {
    /// Names of targets and of products of packages.
    let dependencies: [String: Set<String>]

    init(_ text: String) {
        var products: [Substring: String] = [:]
        for match in text.matches(of: /let (\w+) = Target\.Dependency\.product\(name: "(\w+)"/) {
            products[match.output.1] = String(match.output.2)
        }
        var found: [String: Set<String>] = [:]
        for match in text.matches(of: /(?:module|program|suite)\(\s*"([\w-]+)"\s*(?:,\s*\[([^\]]*)\])?/) {
            let list = match.output.2 ?? ""
            let items = list.split { $0 == "," || $0.isWhitespace }
            found[String(match.output.1)] = Set(
                items.map { products[$0] ?? $0.trimmingPrefix("\"").prefix { $0 != "\"" }.description })
        }
        for match in text.matches(of: /\.target\(\s*name: "(\w+)"/) { found[String(match.output.1)] = [] }
        dependencies = found
    }
}
