import CFuzzer
import FuzzHarness

/// Whole capture files: `FuzzCapture [libFuzzer's options] directory…`.
@main
enum FuzzCapture {
    static func main() {
        if var seeds = SeedFolder() { return CaptureSeeds.write(to: &seeds) }
        var count = CommandLine.argc
        var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        _ = LLVMFuzzerRunDriver(&count, &words, fuzzOneInput)
    }
}

@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    CaptureCheck.run(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}
