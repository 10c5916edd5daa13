/// Words that are not written. They are put together here, so that this file does not have them.
enum WordRules {
    private static let vague = ["Util", "Utils", "Utility", "Helper", "Helpers", "Manager", "Common", "Misc"]
    private static let unfinished = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
    private static let machine = [
        "/home" + "/", "/root" + "/", "/work" + "/wt-", "/work" + "/main", "/work" + "/shared", "bash" + "_jobs",
    ]

    /// Names of files, and of types in Swift, that do not say what the thing is.
    static func vagueNames(_ file: SourceText) -> [Violation] {
        let folders = file.path.split(separator: "/").map { String($0.prefix { $0 != "." }) }
        var found = folders.filter(isVague).map {
            Violation(path: file.path, message: "the name \($0) does not say what is in it")
        }
        guard file.isSwift else { return found }
        for (number, line) in file.code {
            let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
            for (word, name) in zip(words, words.dropFirst())
            where ["struct", "class", "enum", "actor", "protocol", "typealias"].contains(word) && isVague(name) {
                found.append(
                    Violation(path: file.path, line: number, message: "the name \(name) does not say what it is"))
            }
        }
        return found
    }

    private static func isVague(_ name: String) -> Bool {
        vague.contains {
            name.hasSuffix($0) || (name.hasPrefix($0) && name.dropFirst($0.count).first?.isUppercase == true)
        }
    }

    /// Work that is left undone, in any text.
    static func unfinishedWork(_ file: SourceText) -> [Violation] {
        lines(file, unfinished) { "\($0): do it now, or leave it out" }
    }

    /// Paths of the machine that something was written on.
    static func machinePaths(_ file: SourceText) -> [Violation] {
        lines(file, machine) { "\($0)… is a path of one machine" }
    }

    /// References to a tracker: the text has to say why by itself.
    static func trackerNumbers(_ file: SourceText) -> [Violation] {
        file.lines.enumerated().compactMap { number, line in
            let words = line.lowercased().split { $0 == " " || $0 == "(" || $0 == ")" || $0 == "," || $0 == "/" }
            let isReference = zip(words, words.dropFirst()).contains { word, next in
                word == "iss" + "ue" && next.drop { $0 == "#" }.first?.isNumber == true
            }
            guard isReference else { return nil }
            return Violation(path: file.path, line: number + 1, message: "say why, instead of a number of a tracker")
        }
    }

    /// What stops the program instead of telling what is wrong. Only in sources.
    static func forcing(_ file: SourceText) -> [Violation] {
        file.violations("throw an error that says what to do instead") {
            $0.contains("try" + "!") || $0.contains(" as" + "! ")
        }
    }

    /// Modules have no standard output; programs do.
    static func printing(_ file: SourceText) -> [Violation] {
        file.violations("a module does not print; give it to the caller, or to the log") { line in
            line.ranges(of: "print(").contains { range in
                line[..<range.lowerBound].last.map { !($0.isLetter || $0.isNumber || $0 == "." || $0 == "_") } ?? true
            }
        }
    }

    private static func lines(_ file: SourceText, _ words: [String], _ message: (String) -> String) -> [Violation] {
        guard words.contains(where: { file.text.contains($0) }) else { return [] }
        return file.lines.enumerated().flatMap { number, line in
            words.filter { isWhole($0, in: line) }.map {
                Violation(path: file.path, line: number + 1, message: message($0))
            }
        }
    }

    /// Not as a part of a longer word.
    private static func isWhole(_ word: String, in line: Substring) -> Bool {
        line.ranges(of: word).contains { range in
            let before = line[..<range.lowerBound].last
            let after = line[range.upperBound...].first
            let isInside = word.first?.isLetter == true && (before?.isLetter == true || after?.isLetter == true)
            let isRelative = word.first == "/" && (before?.isLetter == true || before == ")" || before == ".")
            return !isInside && !isRelative
        }
    }
}
