import Foundation

/// Where files belong, and how long they are.
enum LayoutRules {
    static let topLevel: Set<String> = [
        "Package.swift", "Sources", "Tests", "jobs.d", "deploy", "README.md", "LICENSE", ".ci", ".gitignore",
        ".swift-format",
    ]
    static let longest = 400
    static let shortest = 16

    static func unexpected(_ names: Set<String>) -> [Violation] {
        names.subtracting(topLevel).sorted().map {
            Violation(path: $0, message: "does not belong to the top level; put it beside what it describes")
        }
    }

    static func tooLong(_ file: SourceText) -> [Violation] {
        guard file.lines.count > longest else { return [] }
        return [Violation(path: file.path, message: "\(file.lines.count) lines; split it, \(longest) is the most")]
    }

    /// A crumb: its type belongs into the file of the type that it serves.
    static func tooShort(_ file: SourceText) -> [Violation] {
        guard file.isSwift, file.isSource, file.lines.count < shortest else { return [] }
        // An essay; a kind of job, or a command, which has its file however short it is; what another module's type learns.
        let isEntry = ["Main", "Module", file.module].contains(file.name)
        if isEntry || file.path.contains("/Kinds/") || file.path.contains("/Commands/") || file.name.contains("+") {
            return []
        }
        return [Violation(path: file.path, message: "\(file.lines.count) lines; put it into the file that it serves")]
    }

    /// Stored properties that anybody in the module may write, for no better reason than an extension in another file.
    static func widened(_ files: [SourceText]) -> [Violation] {
        let modules = Dictionary(grouping: files.filter { $0.isSource && $0.isSwift }, by: \.module)
        return modules.values.flatMap { files in
            let words = files.map { file in
                (
                    file: file,
                    words: Set(file.code.flatMap { $0.text.split { !($0.isLetter || $0.isNumber || $0 == "_") } })
                )
            }
            return words.flatMap { own -> [Violation] in
                let extensions = words.filter { $0.file.name.hasPrefix(own.file.name + "+") }
                if extensions.isEmpty { return [] }
                let others = words.filter {
                    $0.file.path != own.file.path && !$0.file.name.hasPrefix(own.file.name + "+")
                }
                return own.file.code.compactMap { number, line in
                    // `    var name`: a member, of the module, that is stored.
                    guard line.hasPrefix("    var "), !line.hasSuffix("{"), !line.contains("{ ") else { return nil }
                    let name = line.dropFirst("    var ".count).prefix { $0.isLetter || $0.isNumber }
                    guard extensions.contains(where: { $0.words.contains(name) }),
                        !others.contains(where: { $0.words.contains(name) })
                    else { return nil }
                    return Violation(
                        path: own.file.path, line: number,
                        message: "\(name) is open for the sake of \(extensions[0].file.name): keep it private")
                }
            }
        }
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
