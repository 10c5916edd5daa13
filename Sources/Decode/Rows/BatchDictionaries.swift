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
    /// Only with that policy: they cost more than all the rest.
    private var pseudonyms: [IPAddress: IPAddress] = [:]
    private let enrichment: (any Enrichment)?
    private let privacy: AddressPrivacy

    init(enrichment: (any Enrichment)?, privacy: AddressPrivacy) {
        self.enrichment = enrichment
        self.privacy = privacy
        texts = TextDictionary()
        countries = TextDictionary()
        organisations = TextDictionary()
        resolvers = TextDictionary()
    }

    /// What is written about a client: its text as the privacy policy allows, and what is known about it.
    @inline(__always)
    func client(_ address: IPAddress) -> AddressTable.Entry {
        let index = addresses.find(address)
        if index >= 0, addresses.entries[index].isLookedUp { return addresses.entries[index] }
        return lookUp(address, at: index)
    }

    /// The code of an address's text, as it is: for the server's own.
    @inline(__always)
    func text(_ address: IPAddress) -> Int32 {
        let index = addresses.find(address)
        if index >= 0, addresses.entries[index].text >= 0 { return addresses.entries[index].text }
        return write(address, at: index)
    }

    /// What the privacy policy leaves of a subnet that a client is in; `nil`: nothing is written.
    func written(_ subnet: IPPrefix) -> IPPrefix? {
        // RFC 7871 7.1.2: a client that opts out. It tells nothing about anybody.
        if subnet.length == 0 { return privacy == .drop ? nil : subnet }
        let bits = min(subnet.length, privacy.keptBits(subnet.address.version))
        return written(subnet.address).map { IPPrefix($0, length: bits) }
    }

    private func written(_ address: IPAddress) -> IPAddress? {
        guard case .pseudonymise(let key) = privacy else { return privacy.apply(address) }
        if let known = pseudonyms[address] { return known }
        let made = key.pseudonym(of: address)
        pseudonyms[address] = made
        return made
    }

    private func write(_ address: IPAddress, at index: Int) -> Int32 {
        var entry = index >= 0 ? addresses.entries[index] : AddressTable.Entry(address: address)
        entry.text = add(address)
        if index >= 0 { addresses.update(index, entry) } else { _ = addresses.add(entry) }
        return entry.text
    }

    private func lookUp(_ address: IPAddress, at index: Int) -> AddressTable.Entry {
        var entry = index >= 0 ? addresses.entries[index] : AddressTable.Entry(address: address)
        entry.isLookedUp = true
        if let written = written(address) {
            entry.clientText = written == address && entry.text >= 0 ? entry.text : add(written)
        }
        if let facts = enrichment?.facts(of: address) {
            entry.country = code(facts.country, &countryCodes, countries)
            entry.organisation = code(facts.organisation, &organisationCodes, organisations)
            entry.resolver = code(facts.resolver, &resolverCodes, resolvers)
            entry.asn = facts.asn ?? -1
        }
        if index >= 0 { addresses.update(index, entry) } else { _ = addresses.add(entry) }
        return entry
    }

    private func add(_ address: IPAddress) -> Int32 {
        withUnsafeTemporaryAllocation(byteCount: 48, alignment: 1) { buffer in
            let count = address.write(to: buffer)
            return texts.add(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
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
        pseudonyms.removeAll(keepingCapacity: true)
        texts.removeAll()
        countries.removeAll()
        organisations.removeAll()
        resolvers.removeAll()
        countryCodes.removeAll(keepingCapacity: true)
        organisationCodes.removeAll(keepingCapacity: true)
        resolverCodes.removeAll(keepingCapacity: true)
    }
}
