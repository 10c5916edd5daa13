/// A zone of the server.
struct Zone {
    /// The name in wire form, the root's zero included.
    let wire: [UInt8]
    let labels: UInt8
    /// Names below belong to others, and are referred to; otherwise they are answered here.
    let delegates: Bool

    init(_ name: String, delegates: Bool) {
        let parts = name.split(separator: ".")
        wire = parts.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
        labels = UInt8(parts.count)
        self.delegates = delegates
    }

    static let served = [
        Zone("com", delegates: true), Zone("nl", delegates: true), Zone("co.uk", delegates: true),
        Zone("example", delegates: false), Zone("test", delegates: false),
    ]

    /// Not served here: such queries are refused.
    static let foreign = Zone("invalid", delegates: false)
}
