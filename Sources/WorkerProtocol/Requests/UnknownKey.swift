import Foundation

/// Finds in JSON what its reader has passed over: what it writes again is all that it has understood.
enum UnknownKey {
    /// - Returns: the path of a key in `given` that `known` does not have, `nil` if there is none. A null is as good as
    ///   no key.
    static func first(in given: Any, beside known: Any) -> String? {
        switch (given, known) {
        case (let given as [String: Any], let known as [String: Any]):
            for (key, value) in given.sorted(by: { $0.key < $1.key }) where !(value is NSNull) {
                guard let counterpart = known[key] else { return key }
                if let rest = first(in: value, beside: counterpart) { return "\(key).\(rest)" }
            }
        case (let given as [Any], let known as [Any]):
            for (index, pair) in zip(given, known).enumerated() {
                if let rest = first(in: pair.0, beside: pair.1) { return "\(index).\(rest)" }
            }
        default: break
        }
        return nil
    }
}
