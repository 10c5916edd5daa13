import Jobs
import Model
import Scheduling

/// A program with its arguments, behind the system's own tools that set its limits and then become the program: prlimit(1)
/// and nice(1). Between fork and exec nothing of ours runs.
struct LimitedProgram: Equatable {
    let program: String
    let arguments: [String]

    init(_ parameters: CommandParameters) {
        var words = [parameters.program] + parameters.arguments
        let limits = parameters.limits
        if let nice = limits.nice { words = ["/usr/bin/nice", "-n", String(nice)] + words }
        var options: [String] = []
        if let memory = limits.memory { options.append("--data=\(memory):\(memory)") }
        if let time = limits.cpuTime {
            let seconds = max(1, time.wholeMicroseconds / 1_000_000)
            // XCPU first, so that it can say what it has; then KILL.
            options.append("--cpu=\(seconds):\(seconds + 5)")
        }
        if let files = limits.openFiles { options.append("--nofile=\(files):\(files)") }
        if !options.isEmpty { words = ["/usr/bin/prlimit"] + options + ["--"] + words }
        program = words[0]
        arguments = Array(words.dropFirst())
    }
}
