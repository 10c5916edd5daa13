import CFuzzer
import Decode
import FuzzHarness
import FuzzPackets

/// DNS messages: `FuzzMessage [libFuzzer's options] directory…`. To write the first inputs, `ENTRADA_SEEDS=directory
/// FuzzMessage capture…` takes the messages out of captures.
@main
enum FuzzMessage {
    static func main() {
        if var seeds = SeedFolder() { return MessageSeeds.write(CommandLine.arguments.dropFirst(), to: &seeds) }
        var count = CommandLine.argc
        var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        _ = LLVMFuzzerRunDriver(&count, &words, fuzzOneInput)
    }
}

@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard let bytes, count < 60_000 else { return 0 }
    var cursor = Cursor(UnsafeBufferPointer(start: bytes, count: count))
    let choice = cursor.byte()
    guard let key = try? PseudonymKey([UInt8](repeating: 7, count: PseudonymKey.byteCount)) else { return 0 }
    let privacy: [AddressPrivacy] = [
        .keep, .drop, .truncate(v4Bits: 20, v6Bits: 77), .pseudonymise(key: key),
    ]
    do {
        try PacketCheck.run(
            MessagePackets.around(cursor.rest()), cutAt: Int(choice & 7),
            options: FuzzOptions.make(privacy: privacy[Int(choice >> 3 & 3)]))
    } catch { preconditionFailure("\(error)") }
    return 0
}
