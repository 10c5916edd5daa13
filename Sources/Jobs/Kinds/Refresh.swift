extension JobKind {
    public static let refresh = JobKind(
        "refresh", "Brings reference data up to date: databases of countries and networks, the public suffix list.",
        RefreshParameters.self, JobTraits(splits: [.none]))
}

/// Parameters of a job of kind `refresh`. What has no URL is not refreshed.
public struct RefreshParameters: KindParameters {
    /// A MaxMind database of countries.
    public var countryDatabaseURL: String?
    /// A MaxMind database of autonomous systems.
    public var asnDatabaseURL: String?
    /// The public suffix list.
    public var suffixListURL: String?
    /// Lists of networks, by the name of the public resolver.
    public var resolverListURLs: [String: [String]] = [:]
    /// Bytes; a larger download is refused.
    public var maximumSize: Int64 = 256 << 20

    public init() {}

    public mutating func read(_ table: TableReader) {
        countryDatabaseURL = table.url("geo_country")
        asnDatabaseURL = table.url("geo_asn")
        suffixListURL = table.url("suffix_list")
        if let lists = table.table("resolver_lists") {
            for name in lists.keys {
                lists.checkResolverName(name)
                resolverListURLs[name] = lists.urls(name)
            }
        }
        if let value = table.bytes("max_size", atLeast: 1) { maximumSize = value }
    }

    /// A file of the operator's own is not overwritten, and not left unused either.
    public func check(_ check: ParameterCheck) {
        let own = check.configuration.reference
        let pairs = [
            ("geo_country", countryDatabaseURL, own.countryDatabase), ("geo_asn", asnDatabaseURL, own.asnDatabase),
            ("suffix_list", suffixListURL, own.suffixList),
        ]
        func report(_ path: [String], _ key: String, _ file: String) {
            check.report(
                path, "'\(key)' would be refreshed, but [reference] in \(check.configuration.file) names \(file)",
                "keep one of the two")
        }
        for (key, url, file) in pairs {
            if url != nil, let file { report(["parameters", key], key, file) }
        }
        for name in resolverListURLs.keys.sorted() {
            if let file = own.resolverLists[name] { report(["parameters", "resolver_lists", name], name, file) }
        }
    }
}

extension TableReader {
    fileprivate func url(_ key: String) -> String? {
        guard let text = text(key) else { return nil }
        if ReferenceURL.isTrusted(text) { return text }
        report(key, "'\(key)' is '\(text)' and must begin with https:// or file:///")
        return nil
    }

    fileprivate func urls(_ key: String) -> [String]? {
        guard let texts = texts(key) else { return nil }
        for (index, text) in texts.enumerated() where !ReferenceURL.isTrusted(text) {
            document.report(
                path.appending(key).appending(String(index)),
                "'\(key)' contains '\(text)', which must begin with https:// or file:///")
        }
        return texts
    }
}
