import Foundation

/// What `/proc` says of processes.
enum ProcessTable {
    /// Children of all threads of a process.
    static func children(of process: pid_t) -> [pid_t] {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
        return threads.flatMap { thread in
            let list = try? String(contentsOfFile: "/proc/\(process)/task/\(thread)/children", encoding: .ascii)
            return (list ?? "").split(separator: " ").compactMap { pid_t($0) }
        }
    }

    /// Arguments of a process, the program's name first; empty if there is none, or it is a zombie.
    static func arguments(of process: pid_t) -> [String] {
        let bytes = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Processes with an argument that contains the text.
    static func processes(naming text: String) -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { process in
            arguments(of: process).contains { $0.contains(text) }
        }
    }
}
