import Tables

/// The dictionaries of one open batch: addresses and what is known about them, and small constants.
final class BatchDictionaries {
    let texts: TextDictionary
    let countries: TextDictionary
    let organisations: TextDictionary
    let resolvers: TextDictionary
    private let addresses = AddressTable()
    private var countryCodes: [String: Int32] = [:]
    private var organisationCodes: [String: Int32] = [:]
    private var resolverCodes: [String: Int32] = [:]
    private let enrichment: (any Enrichment)?

    init(enrichment: (any Enrichment)?) {
        self.enrichment = enrichment
        texts = TextDictionary()
        countries = TextDictionary()
        organisations = TextDictionary()
        resolvers = TextDictionary()
    }

    /// The codes of an address; looked up when its owner is asked for the first time.
    @inline(__always)
    func codes(_ address: IPAddress, lookUp: Bool) -> AddressTable.Entry {
        let index = addresses.find(address)
        if index >= 0, !lookUp || addresses.entries[index].isLookedUp { return addresses.entries[index] }
        return make(address, at: index, lookUp: lookUp)
    }

    private func make(_ address: IPAddress, at index: Int, lookUp: Bool) -> AddressTable.Entry {
        var entry: AddressTable.Entry
        if index >= 0 {
            entry = addresses.entries[index]
        } else {
            let text = withUnsafeTemporaryAllocation(byteCount: 48, alignment: 1) { buffer in
                let count = address.write(to: buffer)
                return texts.add(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
            entry = AddressTable.Entry(
                address: address, text: text, country: -1, organisation: -1, resolver: -1, asn: -1, isLookedUp: false)
        }
        if lookUp {
            entry.isLookedUp = true
            if let facts = enrichment?.facts(of: address) {
                entry.country = code(facts.country, &countryCodes, countries)
                entry.organisation = code(facts.organisation, &organisationCodes, organisations)
                entry.resolver = code(facts.resolver, &resolverCodes, resolvers)
                entry.asn = facts.asn ?? -1
            }
        }
        if index >= 0 { addresses.update(index, entry) } else { _ = addresses.add(entry) }
        return entry
    }

    private func code(_ text: String?, _ known: inout [String: Int32], _ dictionary: TextDictionary) -> Int32 {
        guard let text else { return -1 }
        if let code = known[text] { return code }
        let code = dictionary.add(text)
        known[text] = code
        return code
    }

    func removeAll() {
        addresses.removeAll()
        texts.removeAll()
        countries.removeAll()
        organisations.removeAll()
        resolvers.removeAll()
        countryCodes.removeAll(keepingCapacity: true)
        organisationCodes.removeAll(keepingCapacity: true)
        resolverCodes.removeAll(keepingCapacity: true)
    }
}
