import Tables

/// What the answering side is called: the server whose captures are decoded, or what its address says.
struct ServerNames: Sendable {
    /// Codes into the dictionaries that `fill` makes; a site of −1 is NULL.
    struct Codes: BitwiseCopyable {
        var server: Int32
        var site: Int32
    }

    private let table: PrefixTable
    private let byAddress: [Codes]
    private let own: Codes
    private let servers: [String]
    private let sites: [String]

    init(_ options: DecodeOptions) {
        var servers = [options.server]
        var sites: [String] = []
        func code(_ text: String, in known: inout [String]) -> Int32 {
            if let code = known.firstIndex(of: text) { return Int32(code) }
            known.append(text)
            return Int32(known.count - 1)
        }
        own = Codes(server: 0, site: options.site.map { code($0, in: &sites) } ?? -1)
        var entries: [(prefix: IPPrefix, value: Int32)] = []
        var byAddress: [Codes] = []
        // In an order that does not depend on hashing: equal input gives equal output.
        let named = options.serverAddresses.map { (text: "\($0.key)", prefix: $0.key, name: $0.value) }
        for (_, prefix, name) in named.sorted(by: { $0.text < $1.text }) {
            entries.append((prefix, Int32(byAddress.count)))
            byAddress.append(
                Codes(server: code(name.server, in: &servers), site: name.site.map { code($0, in: &sites) } ?? -1))
        }
        table = PrefixTable(entries)
        self.byAddress = byAddress
        self.servers = servers
        self.sites = sites
    }

    @inline(__always)
    func codes(of address: IPAddress) -> Codes { table.count == 0 ? own : known(address) ?? own }

    /// Of a packet that may go to the server or come from it.
    func codes(of destination: IPAddress, or source: IPAddress) -> Codes {
        table.count == 0 ? own : known(destination) ?? known(source) ?? own
    }

    /// Gives both columns of a new batch their dictionaries.
    func fill(_ server: DictionaryColumn, _ site: DictionaryColumn) {
        server.dictionary = TextDictionary()
        for name in servers { _ = server.dictionary.add(name) }
        site.dictionary = TextDictionary()
        for name in sites { _ = site.dictionary.add(name) }
    }

    private func known(_ address: IPAddress) -> Codes? { table.find(address).map { byAddress[Int($0)] } }
}
