import Glibc

/// The rules as a tree of labels, the rightmost at the root, kept in one open-addressing table: the key of a place is
/// a node and a label below it. Hashes only choose where to look; the bytes decide.
///
/// Both forms of an IDN label lead to the same node, so that a name may mix them.
struct SuffixTree: Sendable {
    private struct Place: BitwiseCopyable {
        var hash: UInt32 = 0
        var parent: UInt32 = 0
        /// 0: the place is free, for no label leads to the root.
        var node: UInt32 = 0
        /// Where the label's length octet stands in `text`.
        var label: UInt32 = 0
    }

    let root: SuffixNode
    private var places: [Place]
    /// The labels, each behind its length octet.
    private var text: [UInt8] = []

    /// - Parameter rules: of a list that was bounded when it was read; duplicates do no harm.
    init(_ rules: [SuffixRule]) {
        var builder = SuffixTreeBuilder()
        for rule in rules { builder.insert(rule) }
        root = builder.nodes[0]
        // At most half full: with an even hash a miss looks at 2.5 places on average, side by side.
        let labels = builder.edges.reduce(0) { $0 + ($1.label.unicode == nil ? 1 : 2) }
        var capacity = 64
        while capacity < labels * 2 { capacity *= 2 }
        places = Array(repeating: Place(), count: capacity)
        for edge in builder.edges {
            let node = builder.nodes[Int(edge.node)]
            add(edge.label.ascii, node, below: edge.parent)
            // What does not fit into a label cannot be on the wire.
            if let unicode = edge.label.unicode, unicode.count < 64 { add(unicode, node, below: edge.parent) }
        }
    }

    /// The node of a label, given from its length octet on, below another.
    @inline(__always)
    func child(of parent: SuffixNode, label: UnsafePointer<UInt8>) -> SuffixNode? {
        let hash = Self.hash(parent.number, label)
        return places.withUnsafeBufferPointer { places in
            text.withUnsafeBufferPointer { text in
                let mask = places.count - 1
                var at = Int(hash) & mask
                while places[at].node != 0 {
                    let place = places[at]
                    if place.hash == hash, place.parent == parent.number, let known = text.baseAddress,
                        memcmp(known + Int(place.label), label, Int(label[0]) + 1) == 0
                    {
                        return SuffixNode(bits: place.node)
                    }
                    at = (at + 1) & mask
                }
                return nil
            }
        }
    }

    private mutating func add(_ label: [UInt8], _ node: SuffixNode, below parent: UInt32) {
        let start = text.count
        text.append(UInt8(label.count))
        text += label
        let hash = text.withUnsafeBufferPointer { text in
            text.baseAddress.map { Self.hash(parent, $0 + start) } ?? 0
        }
        var at = Int(hash) & (places.count - 1)
        while places[at].node != 0 { at = (at + 1) & (places.count - 1) }
        places[at] = Place(hash: hash, parent: parent, node: node.bits, label: UInt32(start))
    }

    /// Reads the label's octets only, eight at a time, the last ones overlapping.
    @inline(__always)
    private static func hash(_ parent: UInt32, _ label: UnsafePointer<UInt8>) -> UInt32 {
        let size = Int(label[0])
        let bytes = UnsafeRawPointer(label + 1)
        var seed = UInt64(parent) &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(size)
        let (first, last): (UInt64, UInt64)
        if size >= 8 {
            var at = 8
            while at + 8 < size {
                seed = mix(seed, bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                at += 8
            }
            first = bytes.loadUnaligned(as: UInt64.self)
            last = bytes.loadUnaligned(fromByteOffset: size - 8, as: UInt64.self)
        } else if size >= 4 {
            first = UInt64(bytes.loadUnaligned(as: UInt32.self))
            last = UInt64(bytes.loadUnaligned(fromByteOffset: size - 4, as: UInt32.self))
        } else if size > 0 {
            first = UInt64(label[1]) | UInt64(label[1 + size / 2]) << 8
            last = UInt64(label[size])
        } else {
            (first, last) = (0, 0)
        }
        let mixed = mix(seed ^ first, last)
        return UInt32(truncatingIfNeeded: mixed ^ mixed >> 32)
    }

    @inline(__always)
    private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = (left ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: right ^ 0xE703_7ED1_A0B4_28DB)
        return product.high ^ product.low
    }
}

/// A node in a tree of rules: its number (24 bits) and what is known about the name that leads to it.
struct SuffixNode: BitwiseCopyable, Sendable {
    var bits: UInt32

    static let rule: UInt32 = 1 << 24
    static let exception: UInt32 = 1 << 25
    /// Each name right below is a suffix.
    static let wildcard: UInt32 = 1 << 26
    /// There are nodes below; without it nobody needs to look.
    static let inner: UInt32 = 1 << 27

    @inline(__always) var number: UInt32 { bits & 0xFF_FFFF }

    @inline(__always) func has(_ mark: UInt32) -> Bool { bits & mark != 0 }
}
