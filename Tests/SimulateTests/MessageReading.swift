/// Walks over a DNS message; names are followed as far as is needed to find loops.
struct MessageReading {
    private(set) var isMalformed = false
    /// Name, type and class as they stand; empty if it breaks there.
    private(set) var question: [UInt8] = []
    /// Of the OPT record, in its class.
    private(set) var advertisedSize: Int?

    init(_ bytes: [UInt8]) {
        func number(_ at: Int) -> Int? { at + 2 <= bytes.count ? Int(bytes[at]) << 8 | Int(bytes[at + 1]) : nil }
        func afterName(_ start: Int) -> Int? {
            var (at, end, pointers): (Int, Int?, Int) = (start, nil, 0)
            while at < bytes.count {
                let length = Int(bytes[at])
                if length == 0 { return end ?? at + 1 }
                if length < 64 {
                    at += 1 + length
                } else {
                    guard let target = number(at), pointers < 100 else { return nil }
                    end = end ?? at + 2
                    at = target & 0x3FFF
                    pointers += 1
                }
            }
            return nil
        }
        isMalformed = true
        var at = 12
        if number(4) == 1 {
            guard let end = afterName(12), end + 4 <= bytes.count else { return }
            at = end + 4
            question = Array(bytes[12..<at])
        }
        let records = [6, 8, 10].reduce(0) { $0 + (number($1) ?? 0) }
        for _ in 0..<records {
            guard let name = afterName(at), let type = number(name), let size = number(name + 2),
                let length = number(name + 8), name + 10 + length <= bytes.count
            else { return }
            if type == 41 { advertisedSize = size }
            at = name + 10 + length
        }
        isMalformed = at != bytes.count
    }
}
