import Foundation
import SystemPackage

/// The files of one run's log, which together stay within a limit: `<run>.log` is its head, `<run>.log.1` and
/// `<run>.log.2` are the last pieces of its tail, the second the newer one.
///
/// The head takes half of the limit, each piece a quarter: when the newer piece is full it becomes the older one, whose
/// bytes are forgotten. Each piece begins with a line that says at which byte of all that was written it begins, so that
/// a reader who follows goes on where it was, and sees what has been left out. Every change is a rename or an append: a
/// daemon that is killed leaves what can be read, and the next one goes on with it.
struct LogFiles {
    static let olderSuffix = ".1"
    static let newerSuffix = ".2"

    private let path: String
    private let headLimit: Int64
    private let pieceLimit: Int64
    private var descriptor: Int32 = -1
    private var isOver = false
    private var isHead = true
    /// At which byte of all the present file begins, and how many it has.
    private var start: Int64 = 0
    private var size: Int64 = 0
    private(set) var isAtLineBegin = true

    /// - Throws: `RunFailure` if the file that is written next cannot be opened.
    init(path: String, limitBytes: Int64) throws {
        self.path = path
        headLimit = limitBytes / 2
        pieceLimit = max(1, limitBytes / 4)
        do throws(Errno) {
            if let newer = Self.piece(path + Self.newerSuffix) {
                (isHead, start, size) = (false, newer.start, newer.size)
                try open(path + Self.newerSuffix, O_APPEND)
            } else if let older = Self.piece(path + Self.olderSuffix) {
                start = older.start + older.size
                try beginPiece()
            } else {
                try open(path, O_APPEND)
                size = max(0, Int64(lseek(descriptor, 0, SEEK_END)))
            }
        } catch { throw RunFailure("the log \(path) cannot be opened: \(error)", mayBeDisk: true) }
    }

    /// At which byte of all that was written the next one goes.
    var position: Int64 { start + size }

    /// - Throws: why not all of it was written. `position` tells how much was; what is appended next is tried again.
    mutating func append(_ bytes: [UInt8]) throws(Errno) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if isOver { throw .badFileDescriptor }
            // The piece before it is full, and this one could not be begun.
            if descriptor < 0 { try beginPiece() }
            let room = Int((isHead ? headLimit : pieceLimit) - size)
            if rest.count <= room { return try write(rest) }
            // At the end of a line, if there is one; else wherever a file that is not at a line's begin is full.
            let fits = rest.prefix(max(0, room))
            let cut =
                fits.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 - rest.startIndex }
                ?? (size == 0 || !isAtLineBegin ? fits.count : 0)
            try write(rest.prefix(cut))
            rest = rest.dropFirst(cut)
            if !isHead, rename(path + Self.newerSuffix, path + Self.olderSuffix) != 0 { throw Errno(rawValue: errno) }
            (isHead, start, size) = (false, position, 0)
            try beginPiece()
        }
    }

    mutating func close() {
        isOver = true
        closeFile()
    }

    private mutating func closeFile() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    private mutating func beginPiece() throws(Errno) {
        isHead = false
        try open(path + Self.newerSuffix, O_TRUNC | O_APPEND)
        // Without it nobody could tell where the piece belongs.
        do throws(Errno) { try Self.write(Array(Self.header(start).utf8)[...], to: descriptor) { _ in } } catch {
            closeFile()
            throw error
        }
    }

    private mutating func open(_ path: String, _ flags: Int32) throws(Errno) {
        closeFile()
        descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o644)
        if descriptor < 0 { throw Errno(rawValue: errno) }
    }

    /// Writes all of it; when the disk takes no more, the rest is lost.
    private mutating func write(_ bytes: ArraySlice<UInt8>) throws(Errno) {
        try Self.write(bytes, to: descriptor) { piece in
            size += Int64(piece.count)
            isAtLineBegin = piece.last == UInt8(ascii: "\n")
        }
    }

    /// - Parameter done: hears of each piece that was written.
    private static func write(
        _ bytes: ArraySlice<UInt8>, to descriptor: Int32, _ done: (ArraySlice<UInt8>) -> Void
    ) throws(Errno) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { throw count < 0 ? Errno(rawValue: errno) : .noSpace }
            done(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
    }

    private static func header(_ start: Int64) -> String { "[entrada: from byte \(start)]\n" }

    /// Where a piece begins, and how many bytes it has; `nil`: there is none, or its first line was never written. One that
    /// cannot be read is taken for none: then the file that is opened instead tells what is wrong.
    private static func piece(_ path: String) -> (start: Int64, size: Int64)? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard let bytes = try? file.read(upToCount: 64), let line = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
            return nil
        }
        let digits = String(decoding: bytes[..<line], as: UTF8.self).filter(\.isNumber)
        guard let start = Int64(digits), Array(header(start).utf8) == Array(bytes[...line]),
            let end = try? file.seekToEnd()
        else { return nil }
        return (start, Int64(end) - Int64(line + 1))
    }
}
