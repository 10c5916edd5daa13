/// Puts fragmented datagrams together: any order, duplicates ignored, overlaps dropped whole (RFC 5722), a time limit on
/// the capture's clock, and bounds.
final class FragmentTable {
    struct Key: Hashable {
        var source: IPAddress
        var destination: IPAddress
        var identification: UInt32
        var transport: UInt8
    }

    final class Assembly {
        var pieces: [(offset: Int, bytes: [UInt8])] = []
        /// Length of the whole payload, once the last fragment is there.
        var total: Int?
        var bytes = 0
        var startedAt: Int64
        var first: Datagram
        init(_ datagram: Datagram) {
            startedAt = datagram.time
            first = datagram
        }
    }

    private(set) var assemblies: [Key: Assembly] = [:]
    private var bytes = 0
    private let maximumAssemblies: Int
    private let maximumBytes: Int
    static let timeoutMicroseconds: Int64 = 30_000_000
    private var scratch: [UInt8] = []

    init(maximumAssemblies: Int = 16_384, maximumBytes: Int = 64 << 20) {
        self.maximumAssemblies = maximumAssemblies
        self.maximumBytes = maximumBytes
    }

    enum Outcome { case incomplete, complete, overlap, full }

    /// Takes a fragment. When it completes its datagram, `body` gets the whole payload.
    func add(
        _ payload: Bytes, offset: Int, isLast: Bool, identification: UInt32, _ datagram: Datagram,
        body: (Datagram, Bytes) -> Void
    ) -> Outcome {
        let key = Key(
            source: datagram.source, destination: datagram.destination, identification: identification,
            transport: datagram.transport)
        if let old = assemblies[key], datagram.time - old.startedAt > Self.timeoutMicroseconds { drop(key) }
        if assemblies[key] == nil {
            if assemblies.count >= maximumAssemblies || bytes + payload.count > maximumBytes {
                expire(before: datagram.time - Self.timeoutMicroseconds)
                if assemblies.count >= maximumAssemblies || bytes + payload.count > maximumBytes { return .full }
            }
            assemblies[key] = Assembly(datagram)
        }
        guard let assembly = assemblies[key] else { return .full }
        for piece in assembly.pieces
        where piece.offset < offset + payload.count && offset < piece.offset + piece.bytes.count {
            if piece.offset == offset && piece.bytes.count == payload.count { return .incomplete }
            drop(key)
            return .overlap
        }
        let copy = Array(UnsafeBufferPointer(start: payload.base, count: payload.count))
        let place = assembly.pieces.firstIndex { $0.offset > offset } ?? assembly.pieces.count
        assembly.pieces.insert((offset, copy), at: place)
        assembly.bytes += payload.count
        bytes += payload.count
        if isLast { assembly.total = offset + payload.count }
        if offset == 0 {
            assembly.first.ttl = datagram.ttl
            assembly.first.dontFragment = datagram.dontFragment
        }
        assembly.first.isTruncated = assembly.first.isTruncated || datagram.isTruncated
        guard let total = assembly.total, assembly.bytes >= total else { return .incomplete }
        complete(key, assembly, time: datagram.time, body)
        return .complete
    }

    private func complete(_ key: Key, _ assembly: Assembly, time: Int64, _ body: (Datagram, Bytes) -> Void) {
        scratch.removeAll(keepingCapacity: true)
        for piece in assembly.pieces { scratch.append(contentsOf: piece.bytes) }
        var datagram = assembly.first
        datagram.time = time
        datagram.fragments = Int32(assembly.pieces.count)
        datagram.length = Int32(scratch.count)
        drop(key)
        scratch.withUnsafeBufferPointer { if let base = $0.baseAddress { body(datagram, Bytes(base, $0.count)) } }
    }

    private func drop(_ key: Key) { if let old = assemblies.removeValue(forKey: key) { bytes -= old.bytes } }

    /// Forgets what has waited too long; gives how many datagrams.
    @discardableResult
    func expire(before time: Int64) -> Int {
        let old = assemblies.filter { $0.value.startedAt < time }.map(\.key)
        for key in old { drop(key) }
        return old.count
    }

    func forgetFrames() { for assembly in assemblies.values { assembly.first.frame = 0 } }

    func restore(_ key: Key, _ assembly: Assembly) {
        assemblies[key] = assembly
        bytes += assembly.bytes
    }
}
