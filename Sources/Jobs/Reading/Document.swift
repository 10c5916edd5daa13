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
