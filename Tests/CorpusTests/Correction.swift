import Glibc

/// Where Entrada gives another value than ENTRADA2 for the same row, and why that one is right.
struct Correction {
    enum Rule {
        /// Microseconds, where the peer rounds to milliseconds.
        case microseconds
        /// The peer has no value.
        case added
        /// Two bytes less: the length before a message over TCP is not part of it (RFC 1035 4.2.2).
        case withoutLengthPrefix
        /// The same address in RFC 5952 form.
        case shortestAddress
        /// A millisecond more or less: the peer subtracts rounded times, Entrada rounds the difference.
        case oneMillisecond
        /// From this value to that one.
        case becomes(String?, String?)
    }

    var column: String
    /// Of the peer's test suite, without `sidnlabs-` and the endings; nil: all.
    var capture: String?
    var rule: Rule
    var why: String

    /// Whether it says that `ours` is right where the peer has `theirs`.
    func explains(theirs: String?, ours: String?, capture: String, transport: String?) -> Bool {
        guard self.capture == nil || self.capture == capture else { return false }
        switch rule {
        case .added: return theirs == nil && ours != nil
        case .becomes(let from, let to): return theirs == from && ours == to
        case .microseconds: return Self.rounded(ours) == Self.rounded(theirs)
        case .withoutLengthPrefix:
            guard transport == "6", let theirs = theirs.flatMap({ Int($0) }) else { return false }
            return ours == String(theirs - 2)
        case .shortestAddress:
            guard let address = theirs.flatMap(Self.shortest) else { return false }
            return ours == address
        case .oneMillisecond:
            guard let theirs = theirs.flatMap({ Int($0) }), let ours = ours.flatMap({ Int($0) }) else { return false }
            return abs(theirs - ours) == 1
        }
    }

    /// Day and milliseconds of the day of `2019-08-19 13:56:13.349012`, rounded.
    private static func rounded(_ text: String?) -> String? {
        guard let text else { return nil }
        let parts = text.split { $0 == "T" || $0 == " " || $0 == ":" }
        guard parts.count == 4, let hour = Double(parts[1]), let minute = Double(parts[2]),
            let second = Double(parts[3])
        else { return nil }
        return "\(parts[0]) \(((hour * 60 + minute) * 60_000 + second * 1000).rounded())"
    }

    /// The system's own text for an IPv6 address.
    static func shortest(_ text: String) -> String? {
        var bytes = in6_addr()
        guard inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, &bytes, &buffer, socklen_t(buffer.count)) != nil else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
