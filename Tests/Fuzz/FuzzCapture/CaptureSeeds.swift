import FuzzHarness
import Glibc
import Simulate

/// Small captures of everything that the simulator makes, plain and compressed.
enum CaptureSeeds {
    static func write(to seeds: inout SeedFolder) {
        for seed in 1...12 as ClosedRange<UInt64> {
            var options = DNSTrafficOptions()
            options.packets = 12
            options.durationSeconds = 2
            options.seed = seed
            options.gzipEvery = seed % 4 == 0 ? 1 : 0
            options.shares.tcp = 0.3
            options.shares.fragment = 0.1
            options.shares.malformed = 0.05
            options.shares.other = 0.1
            var folder = Array("/tmp/entrada-seeds-XXXXXX".utf8CString)
            guard mkdtemp(&folder) != nil else { return }
            let path = String(decoding: folder.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            defer { rmdir(path) }
            guard (try? DNSTraffic(options).write(to: path)) != nil, let directory = opendir(path) else { continue }
            defer { closedir(directory) }
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
                }
                guard name.hasPrefix("ns1") else { continue }
                seeds.add(content(path + "/" + name))
                unlink(path + "/" + name)
            }
        }
    }

    private static func content(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "rbe") else { return [] }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        return Array(bytes[..<fread(&bytes, 1, bytes.count, file)])
    }
}
