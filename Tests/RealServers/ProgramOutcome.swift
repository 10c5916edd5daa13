/// How a program ended and what it wrote.
package struct ProgramOutcome: Sendable {
    /// The exit code, or 128 + the signal.
    package var code: Int32
    /// Standard output and error.
    package var output: String
}
