import FileNames
import RealServers
import Foundation
import Testing
import TestSupport

@testable import Transfer

private let needsServer: any SuiteTrait & TestTrait = .enabled(
    if: SFTPServer.isInstalled, "needs sshd, ssh-keygen and (as root) setpriv: apt install openssh-server")

/// What can go wrong with a server, a network and keys.
@Suite("SFTP connections", .serialized, needsServer)
struct SFTPSourceTests {
    private func connect(_ endpoint: SFTPEndpoint) async -> TransferError? {
        await failure { await (try SFTPSource.connect(endpoint)).close() }
    }

    @Test("an unknown host: the fingerprint, the file and the way out")
    func unknownHost() async throws {
        let server = try SFTPServer()
        let file = server.folder["known_hosts"]
        let line = try Program.run("/usr/bin/ssh-keygen", ["-l", "-f", server.folder["host-ed25519.pub"]])
        let fingerprint = try #require(line.split(separator: " ").first { $0.hasPrefix("SHA256:") })
        let scan = "ssh-keyscan -p \(server.port) 127.0.0.1 >> \(file)"
        let expected = TransferError.hostKeyUnknown(
            place: server.endpoint.place, knownHosts: file, fingerprint: String(fingerprint), scan: scan)
        try server.trust(["ed25519"], name: "another.example")
        let error = await connect(server.endpoint)
        #expect(error == expected)
        #expect(error?.isPermanent == true)
        for part in [scan, String(fingerprint), server.endpoint.place] {
            #expect(error?.description.contains(part) == true)
        }
        try server.folder.remove("known_hosts")
        #expect(await connect(server.endpoint) == expected)
    }

    @Test("the advice of an unknown host works")
    func keyscan() async throws {
        let server = try SFTPServer()
        try server.folder.write("", to: "known_hosts")
        guard case .hostKeyUnknown(_, _, _, let scan) = await connect(server.endpoint) else {
            Issue.record("an unknown host was trusted")
            return
        }
        try Program.run("/bin/sh", ["-c", scan])
        #expect(await connect(server.endpoint) == nil)
    }

    @Test("a host key that differs")
    func wrongHostKey() async throws {
        let server = try SFTPServer()
        let other = try SFTPServer()
        try server.folder.write(
            "[127.0.0.1]:\(server.port) \(try other.hostKey("ed25519"))\n", to: "known_hosts")
        let error = await connect(server.endpoint)
        guard case .hostKeyMismatch(let place, let file, let fingerprint, _) = error else {
            throw try #require(error)
        }
        #expect(place == server.endpoint.place && file == server.folder["known_hosts"])
        #expect(fingerprint.hasPrefix("SHA256:"))
    }

    @Test("a revoked host key, although it is listed")
    func revoked() async throws {
        let server = try SFTPServer()
        let key = try server.hostKey("ed25519")
        try server.folder.write("[127.0.0.1]:\(server.port) \(key)\n@revoked * \(key)\n", to: "known_hosts")
        guard case .hostKeyRevoked = await connect(server.endpoint) else {
            Issue.record("a revoked key was trusted")
            return
        }
    }

    @Test("names in known hosts: without a port, an alias, hashed, among lines that mean nothing")
    func knownNames() async throws {
        let server = try SFTPServer()
        try server.trust(["ed25519"], name: "127.0.0.1")
        #expect(await connect(server.endpoint) == nil)
        try server.trust(["ed25519"], name: "ns1.example,alias.example")
        var aliased = server.endpoint
        aliased.hostAlias = "alias.example"
        #expect(await connect(aliased) == nil)
        let key = try server.hostKey("ed25519")
        try server.trust(["ed25519"])
        try Program.run("/usr/bin/ssh-keygen", ["-q", "-H", "-f", server.folder["known_hosts"]])
        let hashed = try server.folder.bytes("known_hosts")
        #expect(hashed.starts(with: Data("|1|".utf8)))
        #expect(await connect(server.endpoint) == nil)
        let noise = "# comment\n\nnonsense\n@cert-authority * \(key)\n"
        try server.folder.write(Data(noise.utf8) + hashed, to: "known_hosts")
        #expect(await connect(server.endpoint) == nil)
    }

    @Test("a server with several keys shows the one that is known", arguments: ["ed25519", "ecdsa"])
    func severalHostKeys(_ known: String) async throws {
        let server = try SFTPServer(hostKeyTypes: ["ecdsa", "ed25519"])
        try server.trust([known])
        #expect(await connect(server.endpoint) == nil)
    }

    @Test("keys of ours that cannot work are refused before a server is asked")
    func userKeys() async throws {
        let folder = try TestFolder()
        var endpoint = SFTPEndpoint(
            host: "127.0.0.1", port: LoopbackSocket().port, user: "nobody", privateKeyPath: folder["missing"],
            knownHostsPath: folder["known_hosts"])
        #expect(await connect(endpoint) == .privateKeyMissing(path: folder["missing"]))

        endpoint.privateKeyPath = try Program.makeKey(folder["exposed"])
        chmod(folder["exposed"], 0o640)
        let exposed = await connect(endpoint)
        #expect(exposed == .privateKeyExposed(path: folder["exposed"], mode: 0o640))
        #expect(exposed?.description.contains("chmod 600 \(folder["exposed"])") == true)

        endpoint.privateKeyPath = try Program.makeKey(folder["locked"], passphrase: "secret phrase")
        #expect(await connect(endpoint) == .privateKeyEncrypted(path: folder["locked"]))

        for format in ["PEM", "PKCS8"] {
            endpoint.privateKeyPath = folder["locked-\(format)"]
            try Program.run(
                "/usr/bin/ssh-keygen",
                ["-q", "-t", "ecdsa", "-m", format, "-N", "secret phrase", "-f", endpoint.privateKeyPath])
            #expect(await connect(endpoint) == .privateKeyEncrypted(path: endpoint.privateKeyPath))
        }

        endpoint.privateKeyPath = folder["locked.pub"]
        chmod(folder["locked.pub"], 0o600)
        #expect(
            await connect(endpoint) == .privateKeyUnusable(path: folder["locked.pub"], reason: "it is the public half"))

        endpoint.privateKeyPath = folder.path
        guard case .privateKeyUnreadable = await connect(endpoint) else {
            Issue.record("a directory is no key")
            return
        }
    }

    @Test("an RSA key gets the reason why")
    func rsaKey() async throws {
        let server = try SFTPServer()
        var endpoint = server.endpoint
        endpoint.privateKeyPath = try Program.makeKey(server.folder["rsa"], type: "rsa")
        try server.folder.append(try server.folder.bytes("rsa.pub"), to: "authorized_keys")
        let error = await connect(endpoint)
        guard case .rsaKeyRefused(_, let path, let version) = error else { throw try #require(error) }
        #expect(path == server.folder["rsa"] && version.contains("OpenSSH"))
        #expect(error?.description.contains("ssh-keygen -t ed25519") == true)
    }

    @Test("ECDSA keys work", arguments: ["256", "384", "521"], ["RFC4716", "PEM"])
    func ecdsaKey(_ bits: String, _ format: String) async throws {
        let server = try SFTPServer()
        var endpoint = server.endpoint
        endpoint.privateKeyPath = server.folder["ecdsa"]
        try Program.run(
            "/usr/bin/ssh-keygen",
            ["-q", "-t", "ecdsa", "-b", bits, "-m", format, "-N", "", "-f", endpoint.privateKeyPath])
        try server.folder.append(try server.folder.bytes("ecdsa.pub"), to: "authorized_keys")
        #expect(await connect(endpoint) == nil)
    }

    @Test("a key that the server does not know, a user that it does not let in")
    func refused() async throws {
        let server = try SFTPServer()
        var endpoint = server.endpoint
        endpoint.privateKeyPath = try Program.makeKey(server.folder["stranger"])
        let expected = TransferError.authenticationRefused(
            place: endpoint.place, path: endpoint.privateKeyPath, offered: "publickey")
        #expect(await connect(endpoint) == expected)
        #expect(expected.isPermanent)
        endpoint.user = "somebody"
        guard case .authenticationRefused(let place, _, _) = await connect(endpoint) else {
            Issue.record("a stranger was let in")
            return
        }
        #expect(place.hasPrefix("somebody@"))
    }

    @Test("a server without SFTP")
    func noSubsystem() async throws {
        let server = try SFTPServer(subsystem: "other internal-sftp")
        guard case .sftpUnavailable = await connect(server.endpoint) else {
            Issue.record("there is no SFTP to connect to")
            return
        }
    }

    @Test("a port that nobody listens on, a server that says nothing, a name that does not exist")
    func unreachable() async throws {
        let folder = try TestFolder()
        let silent = LoopbackSocket()
        var endpoint = SFTPEndpoint(
            host: "127.0.0.1", port: silent.port, user: "nobody", privateKeyPath: try Program.makeKey(folder["user"]),
            knownHostsPath: folder["known_hosts"], connectTimeoutSeconds: 1)
        let closed = await connect(endpoint)
        #expect(closed == .unreachable(place: endpoint.place, reason: "Connection refused"))
        #expect(closed?.canRetry == true)
        silent.startListening()
        let timedOut = await connect(endpoint)
        #expect(timedOut == .timedOut(place: endpoint.place, operation: "the SSH handshake", seconds: 1))
        endpoint.host = "a..b"
        guard case .hostNotFound = await connect(endpoint) else {
            Issue.record("the name has no address")
            return
        }
    }

    @Test(
        "a server that hangs up in the middle of handshake or login refuses nothing: trying again can help",
        arguments: Array(stride(from: 1, through: 2200, by: 110)))
    func hungUp(bytes: Int) async throws {
        let server = try SFTPServer()
        let proxy = CuttingProxy(before: server.port, bytes: bytes)
        var endpoint = server.endpoint
        endpoint.port = proxy.port
        try server.trust(["ed25519"], name: "[127.0.0.1]:\(proxy.port)")
        let failure = await connect(endpoint)
        #expect(failure?.canRetry ?? true, "\(String(describing: failure))")
    }

    @Test("a server that is killed in the middle of a file")
    func killed() async throws {
        let bench = try await SourceKind.sftp.connect()
        let file = try await bench.offer(TestFolder.noise(20_000_000))
        let once = Once()
        let error = await failure { try await bench.fetch(file) { _ in if once.take() { bench.server?.kill() } } }
        guard case .connectionLost = error else { throw try #require(error) }
        #expect(error?.canRetry == true && error?.breaksConnection == true)
        #expect(try bench.fetched().isEmpty)
        #expect(await failure { try await bench.list() }?.breaksConnection == true)
        await bench.source.close()
    }

    @Test("a server that stops answering in the middle of a file")
    func frozen() async throws {
        let server = try SFTPServer()
        var endpoint = server.endpoint
        endpoint.ioTimeoutSeconds = 1
        let bench = try SourceBench(source: try await SFTPSource.connect(endpoint), server: server)
        let file = try await bench.offer(TestFolder.noise(20_000_000))
        let once = Once()
        let start = ContinuousClock.now
        let error = await failure { try await bench.fetch(file) { _ in if once.take() { server.freeze() } } }
        guard case .timedOut = error else { throw try #require(error) }
        #expect(try bench.fetched().isEmpty)
        await bench.source.close()
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test("many connections at once")
    func parallel() async throws {
        let server = try SFTPServer()
        let folder = try TestFolder()
        try folder.write("x", to: "a.pcap")
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let source = try await SFTPSource.connect(server.endpoint)
                    let count = try await source.list(directory: folder.path, matching: "*").files.count
                    await source.close()
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(counts == 8)
    }
}
