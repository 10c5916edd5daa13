/// A file that is being read from its beginning to its end.
protocol FileReader: AnyObject {
    /// The number of bytes put into the buffer; 0 at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(TransferError) -> Int
    func close()
}
