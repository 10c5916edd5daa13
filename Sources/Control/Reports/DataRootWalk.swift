import Foundation

/// All files below a data root, by area.
struct DataRootWalk {
    private(set) var areas: [DoctorReport.Area] = []
    /// Files whose area is the ledger's: each must be known to it. In the order of their paths.
    private(set) var accountable: [(path: String, bytes: Int64)] = []
    private var sizes: [String: Int64] = [:]

    /// Areas whose files the ledger names one by one.
    private static let ledgered: Set<String> = [
        "incoming", "processing", "archive", "quarantine", "staging", "warehouse", "state",
    ]
    private static let names =
        ledgered.sorted() + ["captures", "reference", "trash", "work", "log"]

    init(root: String) {
        for area in DataRootWalk.names {
            var total = DoctorReport.Area(area: area, files: 0, bytes: 0)
            let base = URL(fileURLWithPath: root + "/" + area, isDirectory: true)
            let keys: [URLResourceKey] = [.isRegularFileKey, .fileSizeKey]
            guard let files = FileManager.default.enumerator(at: base, includingPropertiesForKeys: keys) else {
                continue
            }
            let prefix = base.standardizedFileURL.path + "/"
            for case let file as URL in files {
                guard let values = try? file.resourceValues(forKeys: Set(keys)), values.isRegularFile == true else {
                    continue
                }
                let bytes = Int64(values.fileSize ?? 0)
                total.files += 1
                total.bytes += bytes
                let full = file.standardizedFileURL.path
                guard full.hasPrefix(prefix) else { continue }
                let path = area + "/" + full.dropFirst(prefix.count)
                sizes[path] = bytes
                guard DataRootWalk.ledgered.contains(area), !path.hasSuffix(".reason.json") else { continue }
                accountable.append((path, bytes))
            }
            if total.files > 0 { areas.append(total) }
        }
        accountable.sort { $0.path < $1.path }
    }

    /// Bytes of a file; nil when it is not there.
    func size(of path: String) -> Int64? { sizes[path] }
}
