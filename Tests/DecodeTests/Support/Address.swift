import Foundation

/// An address in its wire form.
struct Address: Sendable, Hashable, ExpressibleByStringLiteral {
    let bytes: ByteString

    init(stringLiteral text: String) {
        var buffer = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &buffer) == 1 {
            bytes = Array(buffer[..<4])
        } else {
            precondition(inet_pton(AF_INET6, text, &buffer) == 1, "\(text) is no address")
            bytes = buffer
        }
    }

    var isV6: Bool { bytes.count == 16 }
}
