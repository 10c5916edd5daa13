import Foundation

/// What is being decoded now, for the case that it ends the process: then seed and bytes go to standard error, as hex.
final class CrashNote {
    static let slots = 16
    private static let room = 900
    // Written by one test each; read by the handler of a signal, when nothing else matters any more.
    nonisolated(unsafe) private static let notes = UnsafeMutablePointer<UInt8>.allocate(capacity: slots * room)
    nonisolated(unsafe) private static let lengths = UnsafeMutablePointer<Int>.allocate(capacity: slots)
    nonisolated(unsafe) private static let seeds = UnsafeMutablePointer<UInt64>.allocate(capacity: slots)
    nonisolated(unsafe) private static var earlier = sigaction()

    private static let isInstalled: Bool = {
        lengths.initialize(repeating: 0, count: slots)
        seeds.initialize(repeating: 0, count: slots)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in
            for slot in 0..<CrashNote.slots where CrashNote.lengths[slot] > 0 {
                let bytes = UnsafeBufferPointer(
                    start: CrashNote.notes + slot * CrashNote.room, count: CrashNote.lengths[slot])
                let text = "\n" + CrashNote.text(CrashNote.seeds[slot], ByteString(bytes)) + "\n"
                _ = text.utf8CString.withUnsafeBytes { write(2, $0.baseAddress, $0.count - 1) }
            }
            // The fault comes again, and meets whoever was there before.
            sigaction(SIGILL, &CrashNote.earlier, nil)
            sigaction(SIGTRAP, &CrashNote.earlier, nil)
        }
        return sigaction(SIGILL, &action, &earlier) == 0 && sigaction(SIGTRAP, &action, nil) == 0
    }()

    private let slot: Int

    init(slot: Int) {
        precondition(slot < Self.slots && Self.isInstalled)
        self.slot = slot
    }

    deinit { Self.lengths[slot] = 0 }

    func set(seed: UInt64, _ bytes: ByteString) {
        let count = min(bytes.count, Self.room)
        bytes.withUnsafeBufferPointer { buffer in
            if let base = buffer.baseAddress { (Self.notes + slot * Self.room).update(from: base, count: count) }
        }
        Self.lengths[slot] = count
        Self.seeds[slot] = seed
    }

    /// Seed and bytes, no more than fit on a screen.
    static func text(_ seed: UInt64, _ bytes: ByteString) -> String {
        let digits = Array("0123456789abcdef")
        let hex = String(bytes.prefix(room).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
        return "seed \(seed), first bytes: \(hex)"
    }
}
