import CFuzzer
import FuzzHarness
import FuzzPackets

/// Fragments and segments of a few conversations: `FuzzReassembly [libFuzzer's options] directory…`.
@main
enum FuzzReassembly {
    static func main() {
        if var seeds = SeedFolder() { return writeSeeds(to: &seeds) }
        var count = CommandLine.argc
        var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        _ = LLVMFuzzerRunDriver(&count, &words, fuzzOneInput)
    }

    /// Any bytes are a sequence of packets.
    private static func writeSeeds(to seeds: inout SeedFolder) {
        var state: UInt64 = 1
        for seed in 0..<60 {
            seeds.add(
                (0..<(20 + seed * 8)).map { _ in
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return UInt8(truncatingIfNeeded: state >> 33)
                })
        }
    }
}

@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard let bytes else { return 0 }
    var script = PacketScript(UnsafeBufferPointer(start: bytes, count: count))
    let packets = script.play()
    do {
        try PacketCheck.run(packets, cutAt: min(script.cut, packets.count), options: FuzzOptions.make())
    } catch { preconditionFailure("\(error)") }
    return 0
}
