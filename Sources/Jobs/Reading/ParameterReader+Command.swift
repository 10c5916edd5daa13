import TOMLKit

extension ParameterReader {
    func command() -> CommandParameters {
        var result = CommandParameters()
        table.require("program", "give the absolute path of the program")
        if let value = table.absolutePath("program") { result.program = value }
        if let value = table.texts("arguments", unique: false) { result.arguments = value }
        if let variables = table.table("environment") {
            for name in variables.keys {
                if name.isEmpty || name.contains("=") || name.hasPrefix("ENTRADA_") {
                    variables.report(
                        name, "'\(name)' can't be set", "names are without '=', and those with ENTRADA_ are Entrada's")
                }
                result.environment[name] = variables.text(name)
            }
        }
        if let value = table.absolutePath("directory") { result.workingDirectory = value }
        if let value = table.text("user") {
            if value.isEmpty || value.contains(":") {
                table.report("user", "'\(value)' can't be the name of a user")
            } else {
                result.user = value
            }
        }
        if let value = table.table("limits") { result.limits = limits(value) }
        result.permanentExitCodes = exitCodes() ?? []
        if let value = table.duration("grace") { result.grace = value }
        if let value = table.choice("on_interrupt", as: OnInterrupt.self) { result.onInterrupt = value }
        return result
    }

    private func limits(_ table: TableReader) -> CommandLimits {
        var result = CommandLimits()
        result.memory = table.bytes("memory", atLeast: 1 << 20)
        result.cpuTime = table.duration("cpu_time", atLeast: .seconds(1))
        result.openFiles = table.integer("open_files", 8...1_000_000)
        result.nice = table.integer("nice", 0...19)
        table.finish()
        return result
    }

    private func exitCodes() -> [Int]? {
        guard let array = table.read("permanent_exit_codes", "an array of whole numbers", { $0.array }) else {
            return nil
        }
        let codes = array.compactMap { $0.int }
        guard codes.count == array.count, codes.allSatisfy((1...255).contains), !codes.contains(75) else {
            table.report(
                "permanent_exit_codes", "'permanent_exit_codes' must hold numbers from 1 to 255, and not 75",
                "75 means that the program asks to be run again later")
            return nil
        }
        return codes
    }
}
