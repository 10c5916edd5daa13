/// A DNS message as far as joining and rows need it (RFC 1035 4.1, RFC 6891 6.1). Offsets point into its bytes.
struct Message: BitwiseCopyable {
    var id: UInt16 = 0
    var flags: UInt16 = 0
    var questions: UInt16 = 0
    var answers: UInt16 = 0
    var authorities: UInt16 = 0
    var additionals: UInt16 = 0
    /// Whether the question is there with type and class; its name stands at 12, and may be too long to be one.
    var hasQuestion = false
    var queryType: UInt16 = 0
    var queryClass: UInt16 = 0
    /// Where the answer section begins; 0: not reached.
    var recordsOffset: Int32 = 0
    /// RDATA of OPT: offset and length; −1: there is none.
    var optOffset: Int32 = -1
    var optLength: Int32 = 0
    var udpSize: UInt16 = 0
    var ednsVersion: UInt8 = 0
    var extendedRcode: UInt8 = 0
    var dnssecOK = false
    var hasAliases = false
    /// Something behind the header could not be read.
    var isMalformed = false

    var isResponse: Bool { flags & 0x8000 != 0 }
    var opcode: Int32 { Int32(flags >> 11 & 15) }
    var rcode: Int32 { Int32(extendedRcode) << 4 | Int32(flags & 15) }
    /// Records, a return code, or flags that no query has: whatever the ports say, somebody answers here.
    var isPlainlyResponse: Bool {
        isResponse && (answers > 0 || authorities > 0 || flags & (Self.aa | Self.ra | 15) != 0)
    }

    func flag(_ bit: UInt16) -> Bool { flags & bit != 0 }

    static let aa: UInt16 = 0x0400, tc: UInt16 = 0x0200, rd: UInt16 = 0x0100, ra: UInt16 = 0x0080
    static let z: UInt16 = 0x0040, ad: UInt16 = 0x0020, cd: UInt16 = 0x0010

    /// A message of which nothing is there.
    init() {}

    /// Parses; nil when there is no whole header.
    @inline(__always)
    init?(_ bytes: Bytes) {
        guard bytes.has(0, 12) else { return nil }
        id = bytes.u16(0)
        flags = bytes.u16(2)
        questions = bytes.u16(4)
        answers = bytes.u16(6)
        authorities = bytes.u16(8)
        additionals = bytes.u16(10)
        var at = 12
        for index in 0..<Int(questions) {
            guard let end = WireName.skip(bytes, at: at), bytes.has(end, 4) else {
                isMalformed = true
                return
            }
            if index == 0 {
                hasQuestion = true
                // The name is of no use, but type and class behind it are there.
                if end - at > WireName.maximumLength { isMalformed = true }
                queryType = bytes.u16(end)
                queryClass = bytes.u16(end + 2)
            }
            at = end + 4
            if at >= bytes.count && index + 1 < Int(questions) {
                isMalformed = true
                return
            }
        }
        recordsOffset = Int32(at)
        walk(bytes, from: at)
    }

    @inline(__always)
    private mutating func walk(_ bytes: Bytes, from start: Int) {
        var at = start
        let answerCount = Int(answers)
        let records = answerCount + Int(authorities) + Int(additionals)
        var index = 0
        while index < records {
            guard let end = WireName.skip(bytes, at: at), bytes.has(end, 10) else {
                isMalformed = true
                return
            }
            let type = bytes.u16(end)
            let length = Int(bytes.u16(end + 8))
            if type == 41 {
                udpSize = bytes.u16(end + 2)
                extendedRcode = bytes.u8(end + 4)
                ednsVersion = bytes.u8(end + 5)
                dnssecOK = bytes.u8(end + 6) & 0x80 != 0
                optOffset = Int32(end + 10)
                optLength = Int32(min(length, bytes.count - end - 10))
            } else if type == 5 && index < answerCount {
                hasAliases = true
            }
            guard bytes.has(end + 10, length) else {
                isMalformed = true
                return
            }
            at = end + 10 + length
            index += 1
        }
    }
}
