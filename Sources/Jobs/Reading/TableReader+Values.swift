import Glibc
import Scheduling
import TOMLKit

extension TableReader {
    public func text(_ key: String) -> String? { read(key, "a text in quotes") { $0.string } }

    public func flag(_ key: String) -> Bool? { read(key, "true or false") { $0.bool } }

    public func integer(_ key: String, _ range: ClosedRange<Int> = 0...Int.max) -> Int? {
        guard let value = read(key, "a whole number", { $0.int }) else { return nil }
        guard range.contains(value) else {
            let bounds =
                range.upperBound == .max
                ? "at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
            report(key, "'\(key)' is \(value) and must be \(bounds)")
            return nil
        }
        return value
    }

    public func number(_ key: String, _ range: ClosedRange<Double>) -> Double? {
        guard let value = read(key, "a number", { $0.double ?? $0.int.map(Double.init) }) else { return nil }
        guard range.contains(value) else {
            report(key, "'\(key)' is \(value) and must be from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return value
    }

    public func duration(_ key: String, atLeast least: Duration = .zero) -> Duration? {
        guard let text = read(key, "a duration in quotes, such as \"30s\" or \"2h\"", { $0.string }) else {
            return nil
        }
        do {
            let value = try DurationText.parse(text)
            if value >= least { return value }
            report(key, "'\(key)' is \(text) and must be at least \(DurationText.format(least))")
        } catch {
            report(key, "'\(key)': \(error)")
        }
        return nil
    }

    /// Bytes, as a text with a unit or as a whole number.
    public func bytes(_ key: String, atLeast least: Int64 = 0) -> Int64? {
        let text = read(key, "a size, such as \"512MiB\"") { $0.string ?? $0.int.map(String.init) }
        guard let text else { return nil }
        do {
            let value = try ByteCountText.parse(text)
            if value >= least { return value }
            report(key, "'\(key)' is \(text) and must be at least \(ByteCountText.format(least))")
        } catch {
            report(key, "'\(key)': \(error)")
        }
        return nil
    }

    public func choice<Value: RawRepresentable & CaseIterable>(_ key: String, as type: Value.Type = Value.self)
        -> Value?
    where Value.RawValue == String {
        oneOf(key, Value.allCases.map(\.rawValue)).flatMap(Value.init)
    }

    /// A text that is one of some known ones.
    public func oneOf(_ key: String, _ known: [String]) -> String? {
        guard let text = text(key) else { return nil }
        if known.contains(text) { return text }
        report(
            key, "'\(key)' is '\(text)' and must be one of \(known.joined(separator: ", "))",
            EditDistance.suggestion(for: text, among: known))
        return nil
    }

    /// An array of texts, none of them twice; the key's own line or the element's is reported.
    public func texts(_ key: String, unique: Bool = true) -> [String]? {
        guard let array = read(key, "an array of texts", { $0.array }) else { return nil }
        var result: [String] = []
        for (index, value) in array.enumerated() {
            let element = path.appending(key).appending(String(index))
            guard let text = value.string else {
                document.report(element, "'\(key)' must contain only texts in quotes")
                continue
            }
            if unique, result.contains(text) {
                document.report(element, "'\(key)' contains '\(text)' twice")
            } else {
                result.append(text)
            }
        }
        return result
    }

    /// A path that must be absolute.
    public func absolutePath(_ key: String) -> String? {
        guard let text = text(key) else { return nil }
        guard text.hasPrefix("/"), !text.contains("\n") else {
            report(key, "'\(key)' is '\(text)' and must be an absolute path", "begin it with '/'")
            return nil
        }
        return text
    }

    func secret(_ key: String) -> SecretReference? {
        guard let text = text(key) else { return nil }
        if let secret = SecretReference(text) { return secret }
        // The text is not shown: it may be the secret.
        report(
            key, "'\(key)' must say where the secret is, and not be the secret",
            "give the absolute path of a file, or 'credential:NAME' for a credential of the service manager")
        return nil
    }

    /// Days on which something does not happen, a few hundred at most.
    ///
    /// - Parameter mayRefer: whether `calendar:NAME` may be among them.
    func days(_ key: String, mayRefer: Bool) -> [ExcludedDay]? {
        guard let texts = texts(key) else { return nil }
        if texts.count > 1000 { report(key, "'\(key)' has more than 1000 days", "shorten it") }
        var result: [ExcludedDay] = []
        for (index, text) in texts.enumerated() {
            let element = path.appending(key).appending(String(index))
            do {
                let day = try ExcludedDay(text)
                if case .calendar = day, !mayRefer {
                    document.report(element, "'\(text)' stands in a calendar", "one calendar does not refer to another")
                } else {
                    result.append(day)
                }
            } catch {
                document.report(element, "'\(key)': \(error)")
            }
        }
        return result
    }
}

/// Addresses of reference data.
public enum ReferenceURL {
    /// What comes unprotected over a network could be anybody's: `https://`, a file, or a server of this machine.
    public static func isTrusted(_ url: String) -> Bool {
        let prefixes = ["https://", "file:///", "http://127.0.0.1:", "http://localhost:", "http://[::1]:"]
        return prefixes.contains { url.hasPrefix($0) }
    }
}

/// An address or a network as text: `192.0.2.53`, `2001:db8::/48`.
enum NetworkPrefixText {
    static func isValid(_ text: String) -> Bool {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first.map(String.init) else { return false }
        var bytes = in6_addr()
        let width =
            if inet_pton(AF_INET, address, &bytes) == 1 { 32 } else if inet_pton(AF_INET6, address, &bytes) == 1 {
                128
            } else { 0 }
        guard width > 0 else { return false }
        guard parts.count == 2 else { return true }
        return Int(parts[1]).map { (0...width).contains($0) && String($0) == parts[1] } ?? false
    }
}
