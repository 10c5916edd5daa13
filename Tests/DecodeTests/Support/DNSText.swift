/// A DNS message, to be built field by field.
struct DNSText {
    struct Record {
        var name: ByteString = [0]
        var type: Int
        var recordClass = 1
        var ttl = 300
        var data: ByteString
    }

    var id = 1
    /// The whole flags word.
    var flags = 0x0100
    var questions: [ByteString] = []
    var answers: [Record] = []
    var authorities: [Record] = []
    var additionals: [Record] = []
    /// Set to lie about the number of questions.
    var questionCount: Int?

    static func query(_ name: String, type: Int = 1, id: Int = 1, flags: Int = 0x0100) -> DNSText {
        DNSText(id: id, flags: flags, questions: [question(name, type: type)])
    }

    /// Answers a query, with the same question.
    func answered(rcode: Int = 0, answers: [Record] = []) -> DNSText {
        var answer = self
        answer.flags = flags | 0x8000 | rcode
        answer.answers = answers
        answer.additionals = []
        return answer
    }

    func with(_ change: (inout DNSText) -> Void) -> DNSText {
        var copy = self
        change(&copy)
        return copy
    }

    /// Labels between dots; no escapes.
    static func name(_ text: String) -> ByteString {
        text.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
    }

    static func question(_ name: ByteString, type: Int, recordClass: Int = 1) -> ByteString {
        var bytes = name
        bytes.add16(type)
        bytes.add16(recordClass)
        return bytes
    }

    static func question(_ name: String, type: Int = 1) -> ByteString { question(Self.name(name), type: type) }

    /// OPT (RFC 6891 6.1.2).
    static func opt(
        udp: Int = 1232, extendedRcode: Int = 0, version: Int = 0, dnssecOK: Bool = false,
        options: [(code: Int, value: ByteString)] = []
    ) -> Record {
        var data: ByteString = []
        for option in options {
            data.add16(option.code)
            data.add16(option.value.count)
            data += option.value
        }
        return Record(
            type: 41, recordClass: udp, ttl: extendedRcode << 24 | version << 16 | (dnssecOK ? 0x8000 : 0), data: data)
    }

    static func alias(_ target: String) -> Record { Record(name: [0xC0, 12], type: 5, data: name(target)) }

    static let address = Record(name: [0xC0, 12], type: 1, data: [192, 0, 2, 1])

    var bytes: ByteString {
        var bytes: ByteString = []
        bytes.add16(id)
        bytes.add16(flags)
        bytes.add16(questionCount ?? questions.count)
        for section in [answers, authorities, additionals] { bytes.add16(section.count) }
        for question in questions { bytes += question }
        for record in answers + authorities + additionals {
            bytes += record.name
            bytes.add16(record.type)
            bytes.add16(record.recordClass)
            bytes.add32(record.ttl)
            bytes.add16(record.data.count)
            bytes += record.data
        }
        return bytes
    }
}
