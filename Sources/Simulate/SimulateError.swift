/// Why no traffic was written.
public enum SimulateError: Error, Equatable, CustomStringConvertible {
    /// An option is out of its range; the text names it.
    case invalidOption(String)
    /// A system call failed; trying again helps when the cause (space, rights) is gone.
    case file(operation: String, path: String, errno: Int32)
    /// zlib refused to compress.
    case compression(path: String, code: Int32)

    public var description: String {
        switch self {
        case .invalidOption(let text): "option \(text)"
        case .file(let operation, let path, let errno): "\(operation) \(path): errno \(errno)"
        case .compression(let path, let code): "compress \(path): zlib error \(code)"
        }
    }
}
