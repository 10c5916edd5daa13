import Foundation

/// Shell programs run, and are read by the shell without complaint.
enum ScriptRules {
    static func head(_ file: SourceText, isExecutable: Bool) -> [Violation] {
        var found: [Violation] = []
        if !isExecutable { found.append(Violation(path: file.path, message: "is not executable (chmod +x)")) }
        if !file.text.hasPrefix("#!/") { found.append(Violation(path: file.path, line: 1, message: "has no #! line")) }
        return found
    }

    /// What `bash -n` says.
    static func syntax(_ file: SourceText) throws -> [Violation] {
        let bash = Process()
        bash.executableURL = URL(filePath: "/bin/bash")
        bash.arguments = ["-n"]
        let (input, errors) = (Pipe(), Pipe())
        bash.standardInput = input
        bash.standardError = errors
        try bash.run()
        try input.fileHandleForWriting.write(contentsOf: Data(file.text.utf8))
        try input.fileHandleForWriting.close()
        let said = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        bash.waitUntilExit()
        if bash.terminationStatus == 0, said.isEmpty { return [] }
        return [Violation(path: file.path, message: "bash -n: " + said)]
    }
}
