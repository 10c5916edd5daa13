import Foundation
import RealServers

/// A program that takes the place of `entrada-worker`: when an argument has a word in it, it does something else first, or
/// instead.
enum WorkerScript {
    /// - Parameter commands: of sh(1); `"$worker" "$@"` is what would have been run.
    static func write(to folder: TestFolder, when word: String, _ commands: String) throws -> String {
        try folder.write(
            """
            #!/bin/sh
            worker='\(Program.built("entrada-worker"))'
            for argument; do
                case $argument in *\(word)*)
                    \(commands)
                    break ;;
                esac
            done
            exec "$worker" "$@"
            """, to: "worker")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder["worker"])
        return folder["worker"]
    }
}
