/// The account of a capture in `entradactl trace --json`.
struct TracedCapture: Decodable {
    struct Account: Decodable {
        var packets: Int64
        var fates: [String: Int64]
        var rows: Int
        var closes: Bool
    }

    var account: Account
}
