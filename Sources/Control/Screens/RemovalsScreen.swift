/// What retention would remove, as two tables: each thing, and how much by each rule.
public enum RemovalsScreen {
    public static func things(_ removals: [RemovalLine]) -> TextTable {
        var table = TextTable([.init("RULE", minimum: 12), .init("BYTES", .right), .init("WHAT", minimum: 20)])
        for removal in removals {
            table.add([
                .init(removal.rule), .init(AmountText.bytes(removal.bytes)), .init(PrintableText.clean(removal.what)),
            ])
        }
        return table
    }

    public static func totals(_ totals: [RemovalTotal]) -> TextTable {
        var table = TextTable([.init("RULE", minimum: 12), .init("COUNT", .right), .init("BYTES", .right)])
        for total in totals {
            table.add([
                .init(total.rule), .init(AmountText.count(total.count)), .init(AmountText.bytes(total.bytes)),
            ])
        }
        return table
    }
}
