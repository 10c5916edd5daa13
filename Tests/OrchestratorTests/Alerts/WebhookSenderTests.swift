import FileFlow
import Foundation
import Jobs
import Model
import RealServers
import Testing

@testable import Orchestrator

@Suite("web hooks")
struct WebhookSenderTests {
    private static let message = AlertMessage(
        id: "ledger:1", alert: "bad", on: "quarantine", subject: "ns1", state: "raised", text: "Entrada ALERT bad",
        detail: "1 captures in quarantine", since: "2026-01-01T00:00:00Z", time: "2026-01-01T00:00:01Z")

    private func send(_ webhook: Webhook) async throws {
        let threads = BlockingThreads(count: 1)
        defer { threads.stop() }
        try await WebhookSender(credentialsDirectory: nil, threads: threads).send(Self.message, to: webhook)
    }

    @Test("the message is the body, the secret is the header, and the address may be a secret, too")
    func delivered() async throws {
        let folder = try TestFolder()
        let server = ScriptedHTTPServer { _ in ScriptedHTTPServer.answer("ok", status: "204 No Content") }
        defer { server.stop() }
        try folder.write("Bearer marked-secret\n", to: "secret")
        try folder.write(server.url("services/T0/marked") + "\n", to: "address")
        let secret = try #require(SecretReference(folder["secret"]))
        let address = try #require(SecretReference(folder["address"]))
        try await send(Webhook(address: .url(server.url("hook")), header: "X-Key", secret: secret))
        try await send(Webhook(address: .secret(address)))
        let requests = server.requests
        #expect(requests.map(\.path) == ["hook", "services/T0/marked"])
        #expect(requests.first?.headers["x-key"] == "Bearer marked-secret")
        #expect(requests.first?.headers["idempotency-key"] == "ledger:1")
        #expect(requests.first?.headers["content-type"] == "application/json")
        #expect(requests.last?.headers["authorization"] == nil)
        for request in requests {
            #expect(try JSONDecoder().decode(AlertMessage.self, from: Data(request.body.utf8)) == Self.message)
        }
    }

    @Test("what is refused says who refused, and no secret")
    func refused() async throws {
        let folder = try TestFolder()
        let server = ScriptedHTTPServer { _ in
            ScriptedHTTPServer.answer("", status: "302 Found", headers: ["Location: http://127.0.0.1:1/elsewhere"])
        }
        try folder.write(server.url("marked-secret"), to: "address")
        let address = Webhook(address: .secret(try #require(SecretReference(folder["address"]))))
        let redirected = await #expect(throws: RunFailure.self) { try await send(address) }
        #expect(redirected?.message == "127.0.0.1 responded with status 302")
        server.stop()
        let gone = await #expect(throws: RunFailure.self) { try await send(address) }
        #expect(gone?.message.contains("marked-secret") == false)
        #expect(gone?.message.hasPrefix("127.0.0.1 cannot be reached") == true, "\(gone?.message ?? "")")
        try folder.write("", to: "address")
        let empty = await #expect(throws: RunFailure.self) { try await send(address) }
        #expect(empty?.message.hasSuffix("address is empty") == true)
        try folder.write("http://example.net/x", to: "address")
        await #expect(throws: RunFailure.self) { try await send(address) }
    }
}
