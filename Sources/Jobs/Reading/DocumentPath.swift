/// Where a value stands in a TOML document: keys, and for elements of arrays their index as text.
struct DocumentPath: Hashable, ExpressibleByArrayLiteral, CustomStringConvertible {
    var parts: [String]

    init(_ parts: [String]) { self.parts = parts }
    init(arrayLiteral elements: String...) { parts = elements }

    func appending(_ part: String) -> DocumentPath { DocumentPath(parts + [part]) }

    var description: String { parts.joined(separator: ".") }
}
