import FileNames
import Glibc

/// A path at a source: a directory that the configuration names, and maybe a name in it. Names come from a server and are
/// not to be trusted; they are bytes, and so is the path.
struct SourcePath {
    /// As the system call, or the server, wants it.
    let bytes: [UInt8]
    /// As messages show it.
    let text: String

    init(directory: String) {
        bytes = Array(directory.utf8)
        text = directory
    }

    init(_ name: FileName, in directory: String) {
        let start = directory.hasSuffix("/") ? directory : directory + "/"
        bytes = Array(start.utf8) + name.bytes
        text = start + name.text
    }

    /// Calls `body` with the path as C has it, and its length without the end.
    func withCString<Result>(_ body: (UnsafePointer<CChar>, UInt32) -> Result) -> Result {
        FileName.withCString(bytes) { body($0, UInt32(bytes.count)) }
    }

    /// Why an entry of a directory is no capture, as far as its name says; `nil`: it may be one.
    static func reason(against name: FileName, pattern: String) -> SourceListing.Reason? {
        if !name.isInDirectory || name.bytes.count > FileName.longest { return .badName }
        if name.isHidden { return .hidden }
        if name.hasSuffix(".part") || name.hasSuffix(".tmp") { return .unfinished }
        return name.withCString { fnmatch(pattern, $0, 0) } == 0 ? nil : .otherName
    }
}
