import Crypto
import Foundation
import Model

/// The bytes of a capture file, decompressed on the way, and hashed.
final class CaptureStream {
    let path: String
    private let input: FileInput
    /// `nil`: the file is plain.
    private let compressed: CompressedStream?
    private var hash = SHA256()
    /// Bytes that were looked at before anybody had read them.
    private var head: [UInt8] = []
    private var headAt = 0

    init(path: String) throws {
        self.path = path
        input = try FileInput(path: path)
        compressed = try CompressedStream(input, path: path)
    }

    var bytesRead: Int64 { input.bytesRead }

    /// Why no more bytes came before the end, as an answer to whoever asked for the next packet; nil when they did.
    var trouble: CaptureRead? {
        if let failure = input.failure { return .unreadable(failure) }
        guard let compressed, let failure = compressed.failure else { return nil }
        return compressed.isCutOff ? .cut(failure) : .damaged(failure)
    }

    /// Why there is no packet to read at all: what is wrong with the bytes, or else the given reason.
    func openingFailed(_ reason: String) -> DecodeError {
        if let failure = input.failure { return .unreadable(file: path, reason: failure) }
        return .unusable(file: path, reason: compressed?.failure ?? reason)
    }

    /// The first bytes of the content, fewer when there are no more. To be asked before anything is read.
    func peek(_ count: Int) -> [UInt8] {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { buffer in
            guard let base = buffer.baseAddress else { return }
            while head.count < count {
                let more = produce(base, count - head.count)
                guard more > 0 else { return }
                head.append(contentsOf: UnsafeBufferPointer(start: base, count: more))
            }
        }
        return head
    }

    /// Fills the buffer; 0 at the end. Errors end the stream and are told by `trouble`.
    func read(_ buffer: UnsafeMutablePointer<UInt8>, _ size: Int) -> Int {
        guard headAt < head.count else { return produce(buffer, size) }
        let count = min(size, head.count - headAt)
        for index in 0..<count { buffer[index] = head[headAt + index] }
        headAt += count
        return count
    }

    private func produce(_ buffer: UnsafeMutablePointer<UInt8>, _ size: Int) -> Int {
        let count = compressed.map { $0.read(buffer, size) } ?? plain(buffer, size)
        if count > 0 { hash.update(bufferPointer: UnsafeRawBufferPointer(start: buffer, count: count)) }
        return count
    }

    private func plain(_ buffer: UnsafeMutablePointer<UInt8>, _ size: Int) -> Int {
        guard input.has(1), let base = input.available.baseAddress else { return 0 }
        let count = min(size, input.available.count)
        buffer.update(from: base, count: count)
        input.drop(count)
        return count
    }

    /// Reads what is left, so that the hash covers the whole content.
    func drain() {
        let size = 1 << 18
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
        defer { buffer.deallocate() }
        while read(buffer, size) > 0 {}
    }

    /// Lower-case hex of all bytes so far.
    func digest() -> String { hash.finalize().hexadecimal }
}
