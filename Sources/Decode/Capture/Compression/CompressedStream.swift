/// The members of one compression format, one after another, as one stream of bytes.
///
/// Zeroes between and behind members are padding. A capture behind the last one is given as it is, as after `cat`; anything
/// else is left alone, as gzip(1) does.
final class CompressedStream {
    private let input: FileInput
    private let format: CompressionFormat
    private let decompressor: any Decompressor
    private var isInMember = false
    private var isOver = false
    /// What follows is not compressed.
    private var isPlain = false
    /// Why no more bytes came before the end.
    private(set) var failure: String?
    /// Data that just stops: what came before is good.
    private(set) var isCutOff = false

    /// `nil`: the file is not compressed.
    init?(_ input: FileInput, path: String) throws {
        _ = input.has(CompressionFormat.longestMagic)
        // zstd and lz4 files may begin with frames to pass over, which do not tell the two apart.
        let beginsWithSkippable = CompressionFormat.isSkippable(input.available)
        var isWhole = true
        while isWhole, CompressionFormat.isSkippable(input.available) { isWhole = Self.skipFrame(input) }
        guard let format = CompressionFormat.of(input.available) ?? (beginsWithSkippable ? .zstd : nil) else {
            return nil
        }
        guard let decompressor = format.makeDecompressor() else {
            throw DecodeError.unreadable(file: path, reason: "out of memory while decompressing it")
        }
        self.input = input
        self.format = format
        self.decompressor = decompressor
        if !isWhole { cutOff() }
    }

    /// Fills the buffer; 0 at the end. Errors end the stream and are told by `failure`.
    func read(_ buffer: UnsafeMutablePointer<UInt8>, _ size: Int) -> Int {
        let output = UnsafeMutableBufferPointer(start: buffer, count: size)
        while failure == nil && !isOver {
            if isPlain { return plain(buffer, size) }
            guard isInMember || beginMember() else {
                if isPlain { continue }
                return 0
            }
            let step = decompressor.step(input.available, output)
            input.drop(step.consumed)
            switch step.state {
            case .memberEnded: isInMember = false
            case .damaged(let detail):
                failure = "the compressed data is damaged" + (detail.map { " (\($0))" } ?? "")
            case .tooLarge(let wanted):
                let limit = DecompressionStep.memoryLimit >> 20
                failure =
                    "the \(format.part) needs \(wanted.map { "\($0 >> 20) MiB" } ?? "too much memory") to read, "
                    + "the limit is \(limit) MiB; compress it with a smaller window"
            case .more:
                if step.produced > 0 { break }
                if input.available.isEmpty {
                    if !input.more() { cutOff() }
                } else if step.consumed == 0 {
                    failure = "the compressed data is damaged (it yields no output)"
                }
            }
            if step.produced > 0 { return step.produced }
        }
        return 0
    }

    private func cutOff() {
        isCutOff = true
        failure = "the compressed data is cut off"
    }

    /// Goes to the next member; false: there is none.
    private func beginMember() -> Bool {
        skipZeroes()
        _ = input.has(CompressionFormat.longestMagic)
        while format == .zstd || format == .lz4, CompressionFormat.isSkippable(input.available) {
            guard Self.skipFrame(input) else {
                cutOff()
                return false
            }
        }
        let next = input.available.prefix(format.magic.count)
        guard next.elementsEqual(format.magic) else {
            isPlain = CaptureFile.isBeginning(input.available)
            if isPlain { return false }
            isOver = true
            // The beginning of a member, and no more.
            if !next.isEmpty && input.available.count < format.magic.count && format.magic.starts(with: next) {
                cutOff()
            }
            return false
        }
        guard decompressor.begin() else {
            failure = "out of memory while decompressing it"
            return false
        }
        isInMember = true
        return true
    }

    private func plain(_ buffer: UnsafeMutablePointer<UInt8>, _ size: Int) -> Int {
        guard input.has(1), let base = input.available.baseAddress else { return 0 }
        let count = min(size, input.available.count)
        buffer.update(from: base, count: count)
        input.drop(count)
        return count
    }

    private func skipZeroes() {
        while input.has(1) {
            if let place = input.available.firstIndex(where: { $0 != 0 }) { return input.drop(place) }
            input.drop(input.available.count)
        }
    }

    /// Passes over a skippable frame: magic, four bytes of length (little-endian), content. False: it is cut off.
    private static func skipFrame(_ input: FileInput) -> Bool {
        guard input.has(8) else { return false }
        let length = (4..<8).reduce(0) { $0 | Int(input.available[$1]) << (($1 - 4) * 8) }
        guard input.skip(8 + length) else { return false }
        _ = input.has(CompressionFormat.longestMagic)
        return true
    }
}
