import Foundation

/// Where the other programs are: beside this one.
enum Programs {
    static var worker: String {
        if let path = ProcessInfo.processInfo.environment["ENTRADA_WORKER"], !path.isEmpty { return path }
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return (own as NSString).deletingLastPathComponent + "/entrada-worker"
    }
}
