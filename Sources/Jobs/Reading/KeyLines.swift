/// Where the keys of a configuration file or a job file stand, for what is found out after it was read.
public struct KeyLines: Sendable {
    private let index: LineIndex

    /// - Parameter text: of a file that has been read without a problem.
    public init(_ text: String) { index = LineIndex(text) }

    /// The line of a key, such as `["servers", "ns1", "key"]`, or of the closest thing around it; counts from one.
    public func line(of path: [String]) -> Int { index.line(of: DocumentPath(path)) }
}
