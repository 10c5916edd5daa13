import Foundation
import RealServers
import SSHFiles
import Testing

@testable import Preflight

/// The same with files as `ssh-keygen` writes them.
@Suite("Keys and known hosts of OpenSSH", .enabled(if: SFTPServer.isInstalled, "ssh-keygen is not installed"))
struct RealFileTests {
    private func form(_ folder: TestFolder, _ name: String) throws -> PrivateKeyForm {
        PrivateKeyForm(Array(try folder.bytes(name)))
    }

    @Test("each form of a key is told apart")
    func keys() throws {
        let folder = try TestFolder()
        for type in ["ed25519", "ecdsa", "rsa"] { try Program.makeKey(folder[type], type: type) }
        try Program.makeKey(folder["locked"], passphrase: "secret")
        #expect(try form(folder, "ed25519") == .usable)
        #expect(try form(folder, "ecdsa") == .usable)
        #expect(try form(folder, "rsa") == .rsa)
        #expect(try form(folder, "locked") == .encrypted)
        for type in ["ed25519", "ecdsa", "rsa"] { #expect(try form(folder, type + ".pub") == .publicHalf) }
        // The same keys in the containers of other programs.
        for (name, format, expected) in [
            ("rsa", "PKCS8", PrivateKeyForm.rsa), ("rsa", "PEM", .rsa), ("ecdsa", "PKCS8", .usable),
        ] {
            try Program.run(
                "/usr/bin/ssh-keygen", ["-q", "-p", "-m", format, "-P", "", "-N", "", "-f", folder[name]])
            #expect(try form(folder, name) == expected, "\(name) as \(format)")
        }
        try Program.run(
            "/usr/bin/ssh-keygen", ["-q", "-p", "-m", "PEM", "-P", "", "-N", "secret", "-f", folder["ecdsa"]])
        #expect(try form(folder, "ecdsa") == .encrypted)
    }

    @Test("hashed names are found, at their port and no other")
    func hashed() throws {
        let folder = try TestFolder()
        try Program.makeKey(folder["host"])
        let key = String(decoding: try folder.bytes("host.pub"), as: UTF8.self)
        try folder.write("[ns.example]:2222 \(key)ns2.example \(key)", to: "known_hosts")
        try Program.run("/usr/bin/ssh-keygen", ["-q", "-H", "-f", folder["known_hosts"]])
        let text = String(decoding: try folder.bytes("known_hosts"), as: UTF8.self)
        #expect(text.hasPrefix("|1|") && !text.contains("example"))
        let known = KnownHostsFile(Array(text.utf8))
        #expect(known.entry(host: "ns.example", port: 2222) == .known)
        #expect(known.entry(host: "ns.example", port: 22) == .unknown)
        #expect(known.entry(host: "ns2.example", port: 22) == .known)
        #expect(known.entry(host: "ns3.example", port: 22) == .unknown)
    }

    @Test("the machine says what is on its disk")
    func machine() throws {
        let folder = try TestFolder()
        try Program.makeKey(folder["key"])
        try folder.write("text", to: "text")
        let machine = SystemMachine()
        #expect(machine.look(at: folder["key"]) == .file(mode: 0o600))
        #expect(machine.look(at: folder["text"]) == .file(mode: 0o644))
        #expect(machine.look(at: folder.path) == .directory)
        #expect(machine.look(at: folder["none"]) == .missing)
        #expect(machine.look(at: "/dev/null") == .other)
        #expect(machine.read(folder["text"], limit: 10) == .bytes(Array("text".utf8)))
        guard case .refused = machine.read(folder["text"], limit: 2) else {
            Issue.record("a file that is too large was read")
            return
        }
        #expect(machine.knowsUser("root") && !machine.knowsUser("nobody-has-this-name"))
    }
}
