import Foundation
import TOMLKit

/// A configuration file that is being read, and what is wrong with it so far.
final class Document {
    let file: String
    let root: TOMLTable
    private let index: LineIndex
    private(set) var problems: [ConfigurationProblem] = []

    /// Parses the text; what is not TOML is the only problem that is told then.
    init(file: String, text: String) throws(ConfigurationProblem) {
        self.file = file
        // The parser takes a C string: what follows a zero byte would be ignored without a word.
        if let zero = text.utf8.firstIndex(of: 0) {
            let line = text.utf8[..<zero].count { $0 == UInt8(ascii: "\n") } + 1
            throw ConfigurationProblem(file: file, line: line, message: "the text contains a zero byte")
        }
        do {
            root = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw ConfigurationProblem(file: file, line: error.source.begin.line, message: error.description)
        } catch {
            throw ConfigurationProblem(file: file, line: nil, message: "\(error)")
        }
        index = LineIndex(text)
    }

    func line(of path: DocumentPath) -> Int { index.line(of: path) }

    func report(_ path: DocumentPath, _ message: String, _ suggestion: String? = nil) {
        problems.append(
            ConfigurationProblem(file: file, line: line(of: path), message: message, suggestion: suggestion))
    }
}

/// Where a value stands in a TOML document: keys, and for elements of arrays their index as text.
struct DocumentPath: Hashable, ExpressibleByArrayLiteral, CustomStringConvertible {
    var parts: [String]

    init(_ parts: [String]) { self.parts = parts }
    init(arrayLiteral elements: String...) { parts = elements }

    func appending(_ part: String) -> DocumentPath { DocumentPath(parts + [part]) }

    var description: String { parts.joined(separator: ".") }
}

/// The text of a configuration file.
struct SourceFile {
    let file: String
    let text: String

    /// Bytes; what is larger is not a file that somebody wrote.
    static let largest = 1 << 20

    init(file: String, text: String) {
        self.file = file
        self.text = text
    }

    init(reading file: String) throws(ConfigurationProblem) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: file))
        } catch {
            let isThere = FileManager.default.fileExists(atPath: file)
            throw ConfigurationProblem(
                file: file, line: nil, message: isThere ? "the file can't be read" : "there is no such file",
                suggestion: isThere ? "check its permissions" : nil)
        }
        guard data.count <= SourceFile.largest else {
            throw ConfigurationProblem(file: file, line: nil, message: "the file is larger than 1 MiB")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            let valid = String(decoding: data, as: UTF8.self).prefix { $0 != "\u{FFFD}" }
            throw ConfigurationProblem(
                file: file, line: valid.count { $0.isNewline } + 1, message: "the text is not UTF-8")
        }
        self.init(file: file, text: text)
    }
}
