import Foundation
import RealServers
import Simulate
import Testing

private let tshark = "/usr/bin/tshark"

@Suite(.enabled(if: Program.isInstalled(tshark), "tshark is not installed"))
struct TsharkTests {
    private static let checks = ["ip", "udp", "tcp"].flatMap { ["-o", "\($0).check_checksum:TRUE"] }
    private static let notQuoted = "!icmp && !icmpv6"

    private let folder: TestFolder
    private let truth: DNSTrafficTruth

    init() throws {
        folder = try TestFolder()
        var options = DNSTrafficOptions()
        options.packets = 20_000
        options.durationSeconds = 60
        options.shares.tcp = 0.1
        options.shares.malformed = 0.01
        options.shares.fragment = 0.02
        truth = try DNSTraffic(options).write(to: folder.path)
    }

    private func lines(_ filter: String, _ more: [String] = []) throws -> [Substring] {
        let arguments = ["-n", "-r", folder[truth.files[0].name], "-Y", filter] + Self.checks + more
        return String(decoding: try Program.bytes(tshark, arguments), as: UTF8.self).split(separator: "\n")
    }

    @Test func checksumsAreRight() throws {
        let wrong = ["ip.checksum", "udp.checksum", "tcp.checksum", "icmp.checksum", "icmpv6.checksum"]
        #expect(try lines(wrong.map { "\($0).status == 0" }.joined(separator: " || ")).isEmpty)
        #expect(try lines("ip.checksum.status == 1 || ipv6").count == truth.packets - truth.arp)
    }

    @Test func packetsAreCounted() throws {
        #expect(try lines("frame").count == truth.packets)
        #expect(try lines("arp").count == truth.arp)
        #expect(try lines("icmp || icmpv6").count == truth.icmp)
        #expect(try lines("ip.flags.mf == 1 || ip.frag_offset > 0 || ipv6.fraghdr").count == truth.fragments)
        #expect(try lines("tcp.flags.syn == 1 && tcp.flags.ack == 0").count == truth.tcpConversations)
        // No gaps, no retransmissions, no ports reused.
        #expect(try lines("tcp.analysis.flags").isEmpty)
    }

    @Test func messagesAreCounted() throws {
        let fields = ["-T", "fields", "-e", "dns.flags.response", "-e", "dns.count.add_rr"]
        var (queries, responses) = (0, 0)
        for line in try lines("dns.count.add_rr && " + Self.notQuoted, fields) {
            for value in line.prefix(while: { $0 != "\t" }).split(separator: ",") {
                if value == "1" || value == "True" { responses += 1 } else { queries += 1 }
            }
        }
        #expect(queries == truth.queries)
        #expect(responses == truth.responses)
    }

    @Test func onlyWhatIsMeantToIsMalformed() throws {
        let count = try lines("_ws.malformed && " + Self.notQuoted).count
        // Datagrams of a few bytes are not taken for DNS by every version.
        #expect((truth.malformed...truth.malformed + truth.shortHeaders).contains(count))
    }
}
