public import Foundation

/// The output of a run: `<directory>/<run>.log` is its head, `<run>.log.1` and `<run>.log.2` are the pieces of its tail.
///
/// Offsets count all that was ever written, so that a reader goes on where it was, whatever has been left out meanwhile.
public struct RunLog: Sendable {
    /// What was read, and where to go on.
    public struct Chunk: Sendable, Equatable {
        public var data: Data
        public var next: Int64

        public init(data: Data, next: Int64) {
            self.data = data
            self.next = next
        }
    }

    /// The header of an answer that says where to go on.
    static let nextOffsetHeader = "entrada-next-offset"

    private struct Piece {
        var file: FileHandle
        /// How long its first line is, which says where it begins.
        var header: Int64
        var start: Int64
        var end: Int64
    }

    public var path: String

    public init(directory: String, run: Int64) { path = "\(directory)/\(run).log" }

    /// At most `limit` bytes from an offset on; empty at the end. In the place of what was left out stands a line that
    /// says so.
    ///
    /// - Throws: `notFound` when there is no output.
    public func read(from offset: Int64, limit: Int) throws(ControlError) -> Chunk {
        let pieces = pieces()
        if pieces.isEmpty { throw ControlError(.notFound, "\(path): the run has no output") }
        defer { for piece in pieces { try? piece.file.close() } }
        let place = max(offset, 0)
        var before: Piece?
        do {
            for piece in pieces {
                if place >= piece.end {
                    before = piece
                    continue
                }
                if place < piece.start {
                    let text = "[entrada] \(AmountText.bytes(piece.start - place)) of output left out (run_log_size)\n"
                    let isOpen = try before.map { try !endsWithLine($0) } ?? false
                    return Chunk(data: Data(((isOpen ? "\n" : "") + text).utf8), next: piece.start)
                }
                try piece.file.seek(toOffset: UInt64(piece.header + place - piece.start))
                let data = try piece.file.read(upToCount: min(limit, Int(piece.end - place))) ?? Data()
                if !data.isEmpty { return Chunk(data: data, next: place + Int64(data.count)) }
            }
        } catch {
            throw ControlError(.failed, "\(path): cannot be read: \(error)")
        }
        return Chunk(data: Data(), next: place)
    }

    private func endsWithLine(_ piece: Piece) throws -> Bool {
        if piece.end == piece.start { return true }
        try piece.file.seek(toOffset: UInt64(piece.header + piece.end - piece.start - 1))
        return try piece.file.read(upToCount: 1)?.first == UInt8(ascii: "\n")
    }

    /// What there is, in its order. The newer piece is opened first: when it becomes the older one meanwhile it is there
    /// twice, and not missing.
    private func pieces() -> [Piece] {
        var pieces: [Piece] = []
        for suffix in [".2", ".1", ""] {
            // One that is gone meanwhile, or cannot be read, is shown as a gap: the reader sees the bytes left out.
            guard let file = FileHandle(forReadingAtPath: path + suffix), let end = try? file.seekToEnd() else {
                continue
            }
            let header = suffix.isEmpty ? (start: Int64(0), length: Int64(0)) : Self.header(of: file)
            guard let header, !pieces.contains(where: { $0.start == header.start }) else {
                try? file.close()
                continue
            }
            pieces.append(
                Piece(
                    file: file, header: header.length, start: header.start,
                    end: header.start + Int64(end) - header.length))
        }
        return pieces.sorted { $0.start < $1.start }
    }

    private static func header(of file: FileHandle) -> (start: Int64, length: Int64)? {
        guard (try? file.seek(toOffset: 0)) != nil, let bytes = try? file.read(upToCount: 64),
            let line = bytes.firstIndex(of: UInt8(ascii: "\n"))
        else { return nil }
        let text = String(decoding: bytes[..<line], as: UTF8.self)
        guard text.hasPrefix("[entrada: from byte "), let start = Int64(text.filter(\.isNumber)) else { return nil }
        return (start, Int64(line) + 1)
    }
}
