import Foundation
import RealServers

/// Writes a MaxMind database (https://maxmind.github.io/MaxMind-DB/, version 2.0) with records of 24 bits.
struct SmallDatabase {
    indirect enum Value {
        case text(String)
        case uint16(UInt16)
        case uint32(UInt32)
        case uint64(UInt64)
        case list([Value])
        case map([(String, Value)])
    }

    private enum Branch {
        case empty
        case node(Int)
        case data(Int)
    }

    let type: String
    let ipVersion: UInt16
    private var nodes: [[Branch]] = [[.empty, .empty]]
    private var data: [UInt8] = []

    init(type: String, ipVersion: UInt16 = 6) {
        self.type = type
        self.ipVersion = ipVersion
    }

    /// Adds an IPv4 network; in a database of both families these are below ::/96.
    mutating func add(v4: UInt32, length: Int, _ value: Value) {
        let bits = (0..<length).map { Int(v4 >> UInt32(31 - $0) & 1) }
        add((ipVersion == 6 ? Array(repeating: 0, count: 96) : []) + bits, value)
    }

    mutating func add(v6High: UInt64, length: Int, _ value: Value) {
        add((0..<length).map { Int(v6High >> UInt64(63 - $0) & 1) }, value)
    }

    private mutating func add(_ bits: [Int], _ value: Value) {
        var node = 0
        for bit in bits.dropLast() {
            if case .node(let next) = nodes[node][bit] {
                node = next
            } else {
                nodes.append([.empty, .empty])
                nodes[node][bit] = .node(nodes.count - 1)
                node = nodes.count - 1
            }
        }
        nodes[node][bits.last ?? 0] = .data(data.count)
        data += Self.encode(value)
    }

    var bytes: [UInt8] {
        var out: [UInt8] = []
        for branch in nodes.joined() {
            let record =
                switch branch {
                case .empty: nodes.count
                case .node(let number): number
                case .data(let offset): nodes.count + 16 + offset
                }
            out += [UInt8(record >> 16 & 255), UInt8(record >> 8 & 255), UInt8(record & 255)]
        }
        let metadata = Value.map([
            ("node_count", .uint32(UInt32(nodes.count))), ("record_size", .uint16(24)),
            ("ip_version", .uint16(ipVersion)), ("database_type", .text(type)), ("languages", .list([.text("en")])),
            ("binary_format_major_version", .uint16(2)), ("binary_format_minor_version", .uint16(0)),
            ("build_epoch", .uint64(1_700_000_000)), ("description", .map([("en", .text("small"))])),
        ])
        return out + Array(repeating: 0, count: 16) + data + [0xAB, 0xCD, 0xEF] + Array("MaxMind.com".utf8)
            + Self.encode(metadata)
    }

    /// Writes the file into a folder and gives its path.
    func write(to folder: TestFolder) throws -> String {
        try folder.write(bytes, to: type + ".mmdb")
    }

    private static func encode(_ value: Value) -> [UInt8] {
        switch value {
        case .text(let text): control(2, text.utf8.count) + Array(text.utf8)
        case .uint16(let number): integer(5, UInt64(number))
        case .uint32(let number): integer(6, UInt64(number))
        case .uint64(let number): integer(9, number)
        case .list(let values): control(11, values.count) + values.flatMap(encode)
        case .map(let pairs): control(7, pairs.count) + pairs.flatMap { encode(.text($0)) + encode($1) }
        }
    }

    private static func integer(_ type: Int, _ number: UInt64) -> [UInt8] {
        let octets = withUnsafeBytes(of: number.bigEndian) { Array($0.drop { $0 == 0 }) }
        return control(type, octets.count) + octets
    }

    /// Types above 7 have an octet of their own; sizes from 29 on, too.
    private static func control(_ type: Int, _ size: Int) -> [UInt8] {
        let short = UInt8(min(size, 29))
        let first = type > 7 ? [short, UInt8(type - 7)] : [UInt8(type << 5) | short]
        return first + (size >= 29 ? [UInt8(size - 29)] : [])
    }
}
