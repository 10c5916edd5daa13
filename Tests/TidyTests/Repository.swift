import Foundation

/// The checkout that the tests were built from.
struct Repository {
    let root: String
    /// Relative to the root, sorted; without what git ignores.
    let paths: [String]
    let texts: [SourceText]

    /// What `.gitignore` leaves out, and git itself.
    static func isIgnored(_ name: String) -> Bool {
        name == ".git" || name.hasPrefix(".build") || name.hasPrefix(".deps") || name == ".swiftpm"
            || name == "Package.resolved" || name.hasSuffix(".swp") || name == ".vscode"
    }

    static func root(_ file: String = #filePath) -> String {
        ((((file as NSString).deletingLastPathComponent as NSString).deletingLastPathComponent) as NSString)
            .deletingLastPathComponent
    }

    init() throws {
        root = Repository.root()
        paths = try Repository.list(root, "").sorted()
        let root = root
        texts = try paths.compactMap { path in
            let bytes = try Data(contentsOf: URL(filePath: root + "/" + path))
            return String(bytes: bytes, encoding: .utf8).map { SourceText(path: path, text: $0) }
        }
    }

    var topLevel: Set<String> { Set(paths.compactMap { $0.split(separator: "/").first.map(String.init) }) }

    var swift: [SourceText] { texts.filter(\.isSwift) }

    /// Programs of the shell: what has no suffix in `deploy` and `.ci`, but for the recipe of an image.
    var scripts: [SourceText] {
        texts.filter { $0.path.hasPrefix("deploy/") || $0.path.hasPrefix(".ci/") }
            .filter { $0.text.hasPrefix("#!") || ($0.path as NSString).pathExtension.isEmpty }
            .filter { ($0.path as NSString).lastPathComponent != "Containerfile" }
    }

    func text(_ path: String) throws -> SourceText {
        guard let text = texts.first(where: { $0.path == path }) else { throw CocoaError(.fileNoSuchFile) }
        return text
    }

    func isExecutable(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: root + "/" + path) }

    private static func list(_ root: String, _ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root + "/" + folder).filter { !isIgnored($0) }
            .flatMap { name -> [String] in
                let path = folder.isEmpty ? name : folder + "/" + name
                var isFolder: ObjCBool = false
                guard FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder) else {
                    return []
                }
                return isFolder.boolValue ? try list(root, path) : [path]
            }
    }
}
