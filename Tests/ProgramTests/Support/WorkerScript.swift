import Foundation
import RealServers

/// A program that takes the place of `entrada-worker`: when what it is asked for has a word in it, it does something else
/// first, or instead.
enum WorkerScript {
    /// - Parameter commands: of sh(1); `"$worker" "$@"` is what would have been run, `$request` the request as JSON, `$2`
    ///   what it is about.
    static func write(to folder: TestFolder, when word: String, _ commands: String) throws -> String {
        try folder.write(
            """
            #!/bin/sh
            worker='\(Program.built("entrada-worker"))'
            request=
            if [ "$1" = serve ]; then
                # What comes behind the first line is left for the worker.
                IFS= read -r request || exit 75
                file='\(folder.path)'/request.$$
                printf '%s\\n' "$request" > "$file"
                set -- "$@" --request "$file"
            fi
            case "$* $request" in *\(word)*)
                \(commands)
                ;;
            esac
            exec "$worker" "$@"
            """, to: "worker")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder["worker"])
        return folder["worker"]
    }
}
