/// Names and values, one a line.
struct FactList {
    private var table = TextTable([.init(""), .init("", minimum: 10)])

    mutating func add(_ name: String, _ value: String?, _ style: TextStyle = .plain) {
        guard let value, !value.isEmpty else { return }
        table.add([.init(name, .faint), .init(value, style)])
    }

    /// An instant; microseconds since the epoch.
    mutating func add(_ name: String, _ us: Int64?, _ nowUs: Int64) {
        add(name, us.map { "\(TimeText.absolute(us: $0)), \(TimeText.relative(us: $0, nowUs: nowUs))" })
    }

    func lines(_ terminal: Terminal) -> [String] { Array(table.lines(terminal).dropFirst()) }
}
