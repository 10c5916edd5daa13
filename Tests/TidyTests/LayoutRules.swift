import Foundation

/// Where files belong, and how long they are.
enum LayoutRules {
    static let topLevel: Set<String> = [
        "Package.swift", "Sources", "Tests", "jobs.d", "deploy", "README.md", "LICENSE", ".ci", ".gitignore",
        ".swift-format",
    ]
    static let longest = 400

    static func unexpected(_ names: Set<String>) -> [Violation] {
        names.subtracting(topLevel).sorted().map {
            Violation(path: $0, message: "does not belong to the top level; put it beside what it describes")
        }
    }

    static func tooLong(_ file: SourceText) -> [Violation] {
        guard file.lines.count > longest else { return [] }
        return [Violation(path: file.path, message: "\(file.lines.count) lines; split it, \(longest) is the most")]
    }

    /// A file is named after the type that it declares, or extends: `Type.swift`, `Type+Concern.swift`.
    static func misnamed(_ file: SourceText) -> [Violation] {
        // The entry of a program; an essay, with what belongs to the module as a whole.
        if ["Main", "main", "Module", "Package", file.module].contains(file.name) { return [] }
        if file.code.allSatisfy({ $0.text.allSatisfy(\.isWhitespace) }) { return [] }
        let parts = file.name.split(separator: "+", maxSplits: 1)
        guard let type = parts.first else { return [] }
        let words = parts.count == 2 ? ["extension"] : declaring
        let isThere = file.code.contains { _, line in words.contains { declares(line, $0, String(type)) } }
        // A kind of job is a constant.
        let isKind =
            file.path.contains("/Kinds/")
            && file.code.contains { $0.text.contains("static let \(type.lowercased()) = JobKind(") }
        if isThere || isKind { return [] }
        let what = parts.count == 2 ? "extends no type \(type)" : "declares no type \(type)"
        return [Violation(path: file.path, message: "\(what); name it after what is in it")]
    }

    private static let declaring = ["struct", "class", "enum", "actor", "protocol", "typealias"]

    /// Whether the line has `word type`, or `word Outer.type`, as whole words.
    private static func declares(_ line: Substring, _ word: String, _ type: String) -> Bool {
        let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
        guard let place = words.firstIndex(of: word[...]), place + 1 < words.count else { return false }
        return words[place + 1].split(separator: ".").last.map(String.init) == type
    }
}
