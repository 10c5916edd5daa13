import Tables

/// Rows as an authoritative server's traffic gives them: skewed names and clients, most columns filled, lists short.
struct SyntheticTraffic {
    private var state: UInt64
    private let startMicroseconds: Int64
    private var row: Int64 = 0
    private let domains: [String]
    private let clients: [String]

    init(
        seed: UInt64 = 1, startMicroseconds: Int64 = 1_700_000_000_000_000, domains: Int = 50_000, clients: Int = 20_000
    ) {
        state = seed
        self.startMicroseconds = startMicroseconds
        self.domains = (0..<domains).map { "domain-\($0 &* 7919 % domains).example" }
        self.clients = (0..<clients).map { "192.\($0 % 250).\($0 / 250 % 250).\($0 % 199)" }
    }

    private mutating func random(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }

    /// Small numbers are more likely.
    private mutating func skewed(_ bound: Int) -> Int { random(random(bound) + 1) }

    /// A full batch with rows of one capture.
    mutating func batch(rows: Int, capture: Int64) -> DNSBatch {
        let batch = DNSBatch(capacity: rows)
        let matched = batch.rowKind.dictionary.add("matched")
        let server = batch.server.dictionary.add("ns1.example.nl")
        let site = batch.serverLocation.dictionary.add("ams")
        let country = batch.ipGeoCountry.dictionary.add("NL")
        let organisation = batch.ipAsnOrg.dictionary.add("An Organisation of the Internet B.V.")
        let address = batch.ipDst.dictionary.add("2001:db8:53::1")
        var codes: [Int: Int32] = [:]
        for _ in 0..<rows {
            let row = batch.appendRow()
            let client = skewed(clients.count)
            let code = codes[client] ?? batch.ipSrc.dictionary.add(clients[client])
            codes[client] = code
            fill(batch, row, domain: domains[skewed(domains.count)])
            batch.rowKind.set(row, code: matched)
            batch.server.set(row, code: server)
            batch.serverLocation.set(row, code: site)
            batch.ipSrc.set(row, code: code)
            batch.ipDst.set(row, code: address)
            batch.ipGeoCountry.set(row, code: country)
            batch.ipAsnOrg.set(row, code: organisation)
            batch.ipAsn.set(row, Int64(client % 4000))
            batch.captureId.set(row, capture)
        }
        return batch
    }

    private mutating func fill(_ batch: DNSBatch, _ row: Int, domain: String) {
        batch.time.set(row, startMicroseconds + self.row * 13)
        batch.captureFrame.set(row, self.row)
        self.row += 1
        let full = "www\(skewed(500)).\(domain)."
        copy(full) { batch.dnsQnameFull.set(row, copying: $0) }
        copy("www") { batch.dnsQname.set(row, copying: $0) }
        copy(domain) { batch.dnsDomainname.set(row, copying: $0) }
        copy("example") { batch.dnsTld.set(row, copying: $0) }
        batch.dnsId.set(row, Int32(random(65_536)))
        batch.dnsLabels.set(row, 3)
        batch.dnsQtype.set(row, [1, 28, 15, 2, 48, 6][skewed(6)])
        batch.dnsQclass.set(row, 1)
        batch.dnsOpcode.set(row, 0)
        batch.dnsRcode.set(row, [0, 3, 5][skewed(3)])
        for flag in [batch.dnsAa, batch.dnsTc, batch.dnsRa, batch.dnsAd, batch.dnsRd, batch.dnsCd, batch.dnsZ] {
            flag.set(row, skewed(8) == 1)
        }
        for flag in [batch.dnsQTc, batch.dnsQRa, batch.dnsQAd, batch.ipDf, batch.ipResDf, batch.ednsDo] {
            flag.set(row, false)
        }
        for count in [batch.dnsQdcount, batch.dnsAncount, batch.dnsNscount, batch.dnsArcount] {
            count.set(row, Int32(skewed(6)))
        }
        batch.dnsReqLen.set(row, Int32(40 + random(40)))
        batch.dnsResLen.set(row, Int32(100 + skewed(1300)))
        batch.dnsProcTimeUs.set(row, Int64(skewed(2000)))
        batch.dnsResMessages.set(row, 1)
        batch.ipVersion.set(row, 4)
        batch.ipTtl.set(row, Int32(50 + skewed(14)))
        batch.prot.set(row, 17)
        batch.protSrcPort.set(row, Int32(1024 + random(64_000)))
        batch.protDstPort.set(row, 53)
        batch.ednsUdp.set(row, 1232)
        batch.ednsVersion.set(row, 0)
        if random(2) == 0 {
            batch.ednsOptions.append(row, 10)
            batch.ednsServerOptions.append(row, 10)
            copy("0123456789abcdef") { batch.ednsCookieClient.set(row, copying: $0) }
        }
    }

    private func copy(_ text: String, _ body: (UnsafeRawBufferPointer) -> Void) {
        var text = text
        text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }
}
