/// Which rows are not wanted, by the server's address and the name in question.
///
/// Asked when a row is written and not when a message comes: then both messages of a pair have met, a refusal without a
/// question goes with its query, and nothing depends on where one capture ends and the next begins.
struct RowFilter {
    private let names: DomainSet
    private let servers: PrefixTable
    private let isActive: Bool
    private var name = WireName()

    init(_ options: DecodeOptions) {
        names = options.droppedSuffixes
        servers = PrefixTable(options.droppedServers.map { ($0, 0) })
        isActive = !names.isEmpty || servers.count > 0
    }

    /// - Parameter half: the query, or else the response.
    @inline(__always)
    mutating func drops(_ transaction: TransactionKey, _ observed: ObservedMessage?) -> Bool {
        isActive && isUnwanted(transaction, observed)
    }

    private mutating func isUnwanted(_ transaction: TransactionKey, _ observed: ObservedMessage?) -> Bool {
        if servers.count > 0, servers.find(transaction.server) != nil { return true }
        guard !names.isEmpty, let observed, observed.message.questions > 0, name.read(observed.bytes, at: 12) != nil
        else {
            return false
        }
        return names.holds(&name)
    }
}
