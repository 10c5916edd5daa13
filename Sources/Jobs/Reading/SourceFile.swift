import Foundation

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
