import Foundation
import WorkerProtocol

/// Takes orders from standard input. When the input ends before the last order, the daemon is gone, and so is this
/// process, whatever it is doing.
///
/// `@unchecked Sendable`: the orders are touched only under `condition`'s lock.
final class OrderReader: @unchecked Sendable {
    private static let longestLine = 64 << 10
    private let condition = NSCondition()
    private var orders: [DecodeOrder] = []

    init() {
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
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { _exit(WorkerExit.tryAgain.rawValue) }
            for byte in buffer[..<count] {
                if byte != UInt8(ascii: "\n") {
                    line.append(byte)
                    if line.count > Self.longestLine { refuse("a line of more than \(Self.longestLine) bytes") }
                    continue
                }
                let text = String(decoding: line, as: UTF8.self)
                line.removeAll(keepingCapacity: true)
                do {
                    let order = try DecodeOrder(line: text)
                    add(order)
                    // Nothing is said after the last one: this process ends by itself.
                    if order.capture == nil { return }
                } catch { refuse("not an order: \(text)") }
            }
        }
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
