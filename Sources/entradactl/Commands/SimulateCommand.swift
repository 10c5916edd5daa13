import ArgumentParser

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Generate test traffic: simulate dns …; see entrada-worker simulate --help.")

    @Argument(parsing: .captureForPassthrough, help: "Arguments of entrada-worker simulate.")
    var arguments: [String] = []

    func run() throws { try WorkerProgram.replaceSelf(["simulate"] + arguments) }
}
