/// Datagrams in pieces between two captures.
extension DecoderState {
    static func saveFragments(_ pipeline: PacketPipeline, _ out: inout StateWriter) {
        let all = pipeline.fragments.assemblies.sorted { FragmentTable.Key.order($0.key, $1.key) }
        out.put(UInt32(all.count))
        for (key, assembly) in all {
            out.put(key)
            out.put(assembly.startedAt)
            out.put(assembly.isOver)
            out.put(assembly.isSuspect)
            out.put(assembly.refusedAt)
            out.put(assembly.isGiven)
            out.put(Int64(assembly.total ?? -1))
            out.put(assembly.first)
            out.put(assembly.head != nil)
            if let head = assembly.head { out.put(head) }
            out.put(UInt32(assembly.pieces.count))
            for piece in assembly.pieces {
                out.put(UInt32(piece.offset))
                out.put(piece.arrivedAt)
                out.put(piece.isRepetition)
                out.put(piece.bytes)
            }
        }
        let checksums = pipeline.fragments.checksums
        out.put(checksums.areRightInFragments)
        for count in [
            checksums.seen.ofServer, checksums.seen.ofClient, checksums.right.ofServer, checksums.right.ofClient,
        ] { out.put(count) }
        let recent = pipeline.fragments.completed.kept
        out.put(UInt32(recent.count))
        for entry in recent {
            out.put(entry.key)
            out.put(entry.completedAt)
            out.put(UInt32(entry.pieces.count))
            for piece in entry.pieces {
                out.put(UInt32(piece.offset))
                out.put(UInt32(piece.count))
                out.put(piece.hash)
            }
        }
    }

    static func restoreFragments(_ pipeline: PacketPipeline, _ reader: inout StateReader) throws {
        let count: UInt32 = try reader.integer()
        for _ in 0..<count {
            let key = try reader.fragmentKey()
            let assembly =
                reader.version < 3 ? try earlierAssembly(key, &reader) : try assembly(key, &reader)
            pipeline.fragments.restore(key, assembly)
            if let head = assembly.pieces.first, assembly.head != nil {
                pipeline.beginnings.add(key, at: head.arrivedAt + pipeline.options.queryTimeoutMicroseconds / 2)
            }
        }
        pipeline.beginnings.sort()
        guard reader.version >= 3 else { return }
        var checksums = ChecksumEvidence()
        checksums.areRightInFragments = try reader.bool()
        if reader.version >= 4 {
            checksums.seen = (ofServer: try reader.integer(), ofClient: try reader.integer())
            checksums.right = (ofServer: try reader.integer(), ofClient: try reader.integer())
        }
        var recent = RecentDatagrams()
        let entries: UInt32 = try reader.integer()
        for _ in 0..<entries {
            let (key, completedAt) = (try reader.fragmentKey(), try reader.time())
            let pieces: UInt32 = try reader.integer()
            var entry = RecentDatagrams.Entry(key: key, completedAt: completedAt, pieces: [])
            for _ in 0..<pieces {
                entry.pieces.append(
                    .init(
                        offset: Int(try reader.integer(UInt32.self)), count: Int(try reader.integer(UInt32.self)),
                        hash: try reader.integer()))
            }
            recent.add(entry)
        }
        pipeline.fragments.restore(recent, checksums)
    }

    private static func assembly(_ key: FragmentTable.Key, _ reader: inout StateReader) throws -> FragmentAssembly {
        let startedAt = try reader.time()
        let (isOver, isSuspect) = (try reader.bool(), try reader.bool())
        // Before version 4, all pieces of a datagram were repetitions, or none.
        let areRepetitions = reader.version < 4 ? try reader.bool() : false
        let refusedAt = reader.version < 4 ? startedAt : try reader.time()
        let isGiven = try reader.bool()
        let total: Int64 = try reader.integer()
        let assembly = FragmentAssembly(try reader.datagram(key), startedAt: startedAt)
        assembly.isOver = isOver
        assembly.isSuspect = isSuspect
        assembly.refusedAt = refusedAt
        assembly.isGiven = isGiven
        assembly.total = total < 0 ? nil : Int(total)
        if try reader.bool() { assembly.head = try reader.datagram(key) }
        let pieces: UInt32 = try reader.integer()
        for _ in 0..<pieces {
            assembly.restore(
                .init(
                    offset: Int(try reader.integer(UInt32.self)), arrivedAt: try reader.time(),
                    isRepetition: reader.version < 4 ? areRepetitions : try reader.bool(),
                    bytes: try reader.content()))
        }
        guard assembly.isSound else { throw DecodeError.badState(reason: "fragments that overlap") }
        return assembly
    }

    /// As versions 1 and 2 have it.
    private static func earlierAssembly(
        _ key: FragmentTable.Key, _ reader: inout StateReader
    ) throws -> FragmentAssembly {
        let startedAt = try reader.time()
        let isOver = try reader.bool()
        let total: Int64 = try reader.integer()
        let datagram = Datagram(
            time: 0, frame: 0, source: key.source, destination: key.destination, ttl: try reader.integer(),
            transport: key.source.version == 6 ? 17 : key.transport, dontFragment: try reader.bool(),
            isTruncated: false, fragments: 0, length: 0)
        let assembly = FragmentAssembly(datagram, startedAt: startedAt)
        assembly.isOver = isOver
        assembly.total = total < 0 ? nil : Int(total)
        let pieces: UInt32 = try reader.integer()
        for _ in 0..<pieces {
            let offset = Int(try reader.integer(UInt32.self))
            let arrivedAt = startedAt == CaptureClock.inDoubt ? 0 : startedAt
            assembly.restore(.init(offset: offset, arrivedAt: arrivedAt, bytes: try reader.content()))
        }
        guard assembly.isSound else { throw DecodeError.badState(reason: "fragments that overlap") }
        return assembly
    }
}

extension StateWriter {
    fileprivate mutating func put(_ key: FragmentTable.Key) {
        put(key.source)
        put(key.destination)
        put(key.identification)
        put(key.transport)
    }

    /// What its key does not say.
    fileprivate mutating func put(_ datagram: Datagram) {
        put(datagram.time)
        put(datagram.ttl)
        put(datagram.transport)
        put(datagram.dontFragment)
    }
}

extension StateReader {
    fileprivate mutating func fragmentKey() throws -> FragmentTable.Key {
        FragmentTable.Key(
            source: try address(), destination: try address(), identification: try integer(), transport: try integer())
    }

    fileprivate mutating func datagram(_ key: FragmentTable.Key) throws -> Datagram {
        let (time, ttl, transport) = (try time(), try integer(UInt8.self), try integer(UInt8.self))
        return Datagram(
            time: time, frame: 0, source: key.source, destination: key.destination, ttl: ttl, transport: transport,
            dontFragment: try bool(), isTruncated: false, fragments: 0, length: 0)
    }
}
