import Foundation

/// A text file of the repository.
struct SourceText {
    /// Relative to the top of the repository.
    let path: String
    let text: String
    let lines: [Substring]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        self.lines = lines
    }

    /// The folder below `Sources` or `Tests`; empty elsewhere.
    var module: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 && ["Sources", "Tests"].contains(parts[0]) ? String(parts[1]) : ""
    }

    /// `Type+Concern` of `…/Type+Concern.swift`.
    var name: String { ((path as NSString).lastPathComponent as NSString).deletingPathExtension }

    var isSwift: Bool { path.hasSuffix(".swift") }
    var isSource: Bool { path.hasPrefix("Sources/") }

    /// Number and text of each line, without comments that go to its end.
    var code: [(number: Int, text: Substring)] {
        lines.enumerated().map { number, line in
            guard let range = line.firstRange(of: "//") else { return (number + 1, line) }
            // Two slashes after a colon belong to an address.
            let isAddress = line[..<range.lowerBound].hasSuffix(":")
            return (number + 1, isAddress ? line : line[..<range.lowerBound])
        }
    }

    func violations(_ message: String, where isWrong: (Substring) -> Bool) -> [Violation] {
        code.filter { isWrong($0.text) }.map { Violation(path: path, line: $0.number, message: message) }
    }
}
