import Glibc
import Synchronization

/// An HTTP server on a free loopback port that answers as a script says, byte for byte, and then hangs up: broken answers
/// are what it is for.
package final class ScriptedHTTPServer: Sendable {
    /// A request's path, its header lines, names in lower case, and its body.
    package struct Request: Sendable {
        package var path: String
        package var headers: [String: String]
        /// As long as `Content-Length` says.
        package var body = ""
    }

    private let socket = LoopbackSocket()
    private let script: Mutex<@Sendable (Request) -> String>
    private let log = Mutex<[Request]>([])

    package init(_ script: @escaping @Sendable (Request) -> String) {
        self.script = Mutex(script)
        socket.startListening()
        DetachedThread.start { self.serve() }
    }

    /// Ends the server; further connections are refused.
    package func stop() { shutdown(socket.descriptor, Int32(SHUT_RDWR)) }

    package func url(_ path: String) -> String { "http://127.0.0.1:\(socket.port)/\(path)" }

    package func follow(_ script: @escaping @Sendable (Request) -> String) { self.script.withLock { $0 = script } }

    package var requests: [Request] { log.withLock { $0 } }

    /// A whole answer.
    package static func answer(_ body: String, status: String = "200 OK", headers: [String] = []) -> String {
        let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)", "Connection: close"] + headers
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
    }

    private func serve() {
        while true {
            let client = accept(socket.descriptor, nil, nil)
            if client < 0 { break }
            answer(client)
            close(client)
        }
    }

    private func answer(_ client: Int32) {
        var head = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !head.contains("\r\n\r\n") {
            let count = read(client, &buffer, buffer.count)
            guard count > 0 else { return }
            head += String(decoding: buffer[..<count], as: UTF8.self)
        }
        guard let end = head.firstRange(of: "\r\n\r\n") else { return }
        var body = Array(head[end.upperBound...].utf8)
        let lines = head[..<end.lowerBound].split(separator: "\r\n")
        var request = Request(path: String(lines[0].split(separator: " ")[1].dropFirst()), headers: [:])
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            request.headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let length = request.headers["content-length"].flatMap { Int($0) } ?? 0
        while body.count < length {
            let count = read(client, &buffer, buffer.count)
            guard count > 0 else { return }
            body += buffer[..<count]
        }
        request.body = String(decoding: body, as: UTF8.self)
        log.withLock { $0.append(request) }
        let script = script.withLock { $0 }
        var rest = Array(script(request).utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
