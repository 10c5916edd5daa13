import Glibc

/// A file of this host that is being read.
final class LocalFileReader: FileReader {
    private let path: SourcePath
    private let descriptor: Int32

    init(path: SourcePath, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(TransferError) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { throw LocalFileAccess.failure("read", at: path) }
        }
    }

    func close() { _ = Glibc.close(descriptor) }
}
