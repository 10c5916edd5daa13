import ArgumentParser

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Make test traffic: simulate dns …; entrada-worker simulate --help tells more.")

    @Argument(parsing: .captureForPassthrough, help: "What entrada-worker simulate takes.")
    var arguments: [String] = []

    func run() throws { try WorkerProgram.replaceSelf(["simulate"] + arguments) }
}
