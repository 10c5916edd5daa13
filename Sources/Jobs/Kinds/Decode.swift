import TOMLKit

extension JobKind {
    public static let decode = JobKind(
        "decode", "Turns the captures of incoming/ into rows of staging/.", DecodeParameters.self,
        JobTraits(
            splits: [.server, .file], fire: .asksTheLedger, place: .worker, items: [.capture, .state],
            keepsWorker: true))
}

/// Which resource records of responses go into `dns_rdata`.
public enum RecordData: String, Hashable, Sendable, CaseIterable {
    case none
    case all
    /// All but those that only DNSSEC needs (RRSIG, NSEC, DNSKEY, DS …).
    case withoutDNSSEC = "no-dnssec"
}

/// Parameters of a job of kind `decode`.
public struct DecodeParameters: KindParameters {
    /// So many captures of one server that wait are decoded by one worker, each in a run of its own.
    public var maximumFilesPerRun = 100
    /// How long a capture waits for a known predecessor before the chain is cut.
    public var orderWait: Duration = .seconds(120)
    /// How long after its last capture a server's waiting state is written out as rows.
    public var flushAfter: Duration = .seconds(900)
    /// How long a query waits for its response, in the time of the packets.
    public var queryTimeout: Duration = .seconds(10)
    /// How long packets that were recorded late are waited for, in the time of the packets.
    public var disorderWait: Duration = .seconds(2)
    /// What one direction of a TCP connection may keep behind a hole meanwhile.
    public var disorderBytes: Int64 = 4 << 20
    /// How many days a capture may span.
    public var maximumDays = 3
    /// What is decoded into `dns_rdata`.
    public var recordData = RecordData.none
    /// UDP and TCP ports on which DNS is spoken.
    public var ports = [53]
    /// Tunnels that are looked into, by the names that the worker knows.
    public var tunnels: [String] = []
    /// Whether clients are those whom a proxy names (PROXY protocol, version 2).
    public var readsProxiedClients = false
    /// An expression of pcap-filter(7): packets that do not match are not decoded.
    public var filter: String?
    /// Names at or below these are not written.
    public var droppedSuffixes: [String] = []
    /// Messages to and from these server addresses are not written.
    public var droppedServers: [String] = []

    public init() {}

    public mutating func read(_ table: TableReader) {
        if let value = table.integer("max_files_per_run", 1...10_000) { maximumFilesPerRun = value }
        if let value = table.duration("order_wait") { orderWait = value }
        if let value = table.duration("flush_after") { flushAfter = value }
        if let value = table.duration("query_timeout", atLeast: .milliseconds(1)) { queryTimeout = value }
        if let value = table.duration("disorder_wait") { disorderWait = value }
        if let value = table.bytes("disorder_bytes", atLeast: 65_536) { disorderBytes = value }
        if let value = table.integer("max_days", 1...31) { maximumDays = value }
        if let value = table.choice("rdata", as: RecordData.self) { recordData = value }
        if let value = table.ports() { ports = value }
        if let value = table.tunnels() { tunnels = value }
        if let value = table.flag("proxied_clients") { readsProxiedClients = value }
        if let value = table.text("filter") { filter = value }
        if let value = table.texts("drop_suffixes") { droppedSuffixes = value }
        if let value = table.serverAddresses("drop_servers") { droppedServers = value }
    }
}

extension TableReader {
    fileprivate func ports() -> [Int]? {
        guard let array = read("ports", "an array of whole numbers", { $0.array }) else { return nil }
        let ports = array.compactMap { $0.int }
        guard ports.count == array.count, !ports.isEmpty, ports.allSatisfy((1...65_535).contains) else {
            report("ports", "'ports' must hold at least one port from 1 to 65535, and nothing else")
            return nil
        }
        return ports
    }

    fileprivate func tunnels() -> [String]? {
        let known = ["gre", "erspan", "vxlan", "ipip", "geneve", "gtpu", "l2tp", "mpls", "teredo"]
        guard let names = texts("tunnels") else { return nil }
        for (index, name) in names.enumerated() where !known.contains(name) {
            document.report(
                path.appending("tunnels").appending(String(index)), "unknown tunnel '\(name)'",
                EditDistance.suggestion(for: name, among: known) ?? "known values are \(known.joined(separator: ", "))")
        }
        return names
    }

    fileprivate func serverAddresses(_ key: String) -> [String]? {
        guard let texts = texts(key) else { return nil }
        for (index, text) in texts.enumerated() where !NetworkPrefixText.isValid(text) || text.contains("/") {
            document.report(
                path.appending(key).appending(String(index)), "'\(text)' is not an address",
                "write 192.0.2.53 or 2001:db8::53")
        }
        return texts
    }
}
