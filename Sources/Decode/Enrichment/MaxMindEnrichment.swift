/// Country, autonomous system and organisation out of MaxMind databases, and the public resolver out of lists.
///
/// A database that is missing or broken is a warning and leaves its columns NULL; it never stops a decode. Databases
/// are opened once: the next worker sees a new one.
///
/// Confined to one thread: a lookup writes the cache. Each worker has its own.
public final class MaxMindEnrichment: Enrichment {
    /// What an operator must know, at most one per file; complete when the run is over, because a database may turn
    /// out to be damaged only when the damaged part is reached.
    public var warnings: [String] {
        openingWarnings
            + [countries, systems].compactMap { database in
                guard let database, let damage = database.damage else { return nil }
                return
                    "\(database.path): damaged: \(MaxMindDatabase.text(damage)); some addresses cannot be looked up"
            }
    }

    /// Reads the databases as a whole; gives what is wrong with the first that is damaged.
    func verify() -> String? {
        for database in [countries, systems].compactMap({ $0 }) {
            if let problem = database.verify() { return "\(database.path): \(problem)" }
        }
        return nil
    }

    private let openingWarnings: [String]
    private let countries: MaxMindDatabase?
    private let systems: MaxMindDatabase?
    private let resolvers: ResolverList?
    /// Where in `known` what is known about an address stands.
    private var cache: AddressCache
    /// Facts by their records: a network has one record, and many networks share one.
    private var known: [AddressFacts] = []
    private var indices: [Records: UInt32] = [:]

    /// The places of an address's records in the two databases, and the number of its resolver; all ones: none.
    private struct Records: Hashable {
        let country: UInt32
        let system: UInt32
        let resolver: Int32
    }

    /// - Parameters:
    ///   - countryDatabase: path of a database with countries (Country, City, Enterprise); `nil`: no countries.
    ///   - asnDatabase: path of a database with autonomous systems (ASN, ISP, Enterprise); `nil`: none.
    ///   - resolvers: addresses of public resolvers; `nil`: none.
    ///   - cachedAddresses: how many addresses are remembered at most, 24 bytes each; as
    ///     many different answers, with their organisations' names.
    public init(
        countryDatabase: String?, asnDatabase: String?, resolvers: ResolverList? = nil, cachedAddresses: Int = 65_536
    ) {
        var warnings = resolvers?.warnings ?? []
        countries = Self.open(
            countryDatabase, types: ["Country", "City", "Enterprise"], what: "countries", warnings: &warnings)
        systems = Self.open(
            asnDatabase, types: ["ASN", "ISP", "Enterprise"], what: "autonomous systems", warnings: &warnings)
        openingWarnings = warnings
        self.resolvers = resolvers
        cache = AddressCache(capacity: cachedAddresses)
    }

    public func facts(of address: IPAddress) -> AddressFacts {
        if let index = cache.find(address) { return known[Int(index)] }
        return lookUp(address)
    }

    @inline(never)
    private func lookUp(_ address: IPAddress) -> AddressFacts {
        let country = countries?.record(of: address)
        let system = systems?.record(of: address)
        let resolver = resolvers?.number(of: address)
        let records = Records(country: country ?? .max, system: system ?? .max, resolver: resolver ?? -1)
        if let index = indices[records] {
            cache.add(address, index)
            return known[Int(index)]
        }
        if known.count >= cache.capacity { forget() }
        let facts = AddressFacts(
            country: country.flatMap { countries?.country(at: $0) },
            asn: system.flatMap { systems?.asn(at: $0) },
            organisation: system.flatMap { systems?.organisation(at: $0) },
            resolver: resolver.flatMap { resolvers?.name($0) })
        let index = UInt32(known.count)
        known.append(facts)
        indices[records] = index
        cache.add(address, index)
        return facts
    }

    private func forget() {
        cache.removeAll()
        known.removeAll(keepingCapacity: true)
        indices.removeAll(keepingCapacity: true)
    }

    private static func open(
        _ path: String?, types: [String], what: String, warnings: inout [String]
    ) -> MaxMindDatabase? {
        guard let path else { return nil }
        do {
            let database = try MaxMindDatabase(path: path)
            // The maker's own types tell of two paths that were swapped; other makers' names say nothing.
            let type = database.type
            guard type.hasPrefix("Geo"), !types.contains(where: { type.contains($0) }) else { return database }
            warnings.append("\(path): a database of type \(type) has no \(what); give one of \(types)")
            return nil
        } catch {
            warnings.append("\(error)")
            return nil
        }
    }
}
