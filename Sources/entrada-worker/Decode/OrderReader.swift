import Foundation
import WorkerProtocol

/// Takes orders from standard input. When the input ends before the last order, the daemon is gone, and so is this
/// process, whatever it is doing.
///
/// `@unchecked Sendable`: the orders are touched only under `condition`'s lock, the lines only by the thread.
final class OrderReader: @unchecked Sendable {
    private static let longestLine = 64 << 10
    private let condition = NSCondition()
    private var orders: [DecodeOrder] = []
    private let lines: LineReader

    /// - Parameter lines: of standard input; nobody else reads them from now on.
    init(_ lines: LineReader) {
        self.lines = lines
        let thread = Thread { [self] in read() }
        thread.name = "orders"
        thread.stackSize = 512 << 10
        thread.start()
    }

    /// Waits for the next order.
    func next() -> DecodeOrder {
        condition.lock()
        defer { condition.unlock() }
        while orders.isEmpty { condition.wait() }
        return orders.removeFirst()
    }

    private func read() {
        do {
            while let line = try lines.next(limitBytes: Self.longestLine + 1) {
                if line.count > Self.longestLine { refuse("a line of more than \(Self.longestLine) bytes") }
                let text = String(decoding: line, as: UTF8.self)
                guard let order = try? DecodeOrder(line: text) else { refuse("not an order: \(text)") }
                add(order)
                // Nothing is said after the last one: this process ends by itself.
                if order.capture == nil { return }
            }
        } catch { FileHandle.standardError.write(Data("standard input: \(error)\n".utf8)) }
        _exit(WorkerExit.tryAgain.rawValue)
    }

    private func add(_ order: DecodeOrder) {
        condition.lock()
        orders.append(order)
        condition.signal()
        condition.unlock()
    }

    private func refuse(_ why: String) -> Never {
        FileHandle.standardError.write(Data("standard input: \(why)\n".utf8))
        _exit(WorkerExit.usage.rawValue)
    }
}
