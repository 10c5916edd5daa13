/// A capture in `entradactl files --json`.
struct CaptureLine: Decodable {
    var id: Int64
    var name: String
    var server: String
    var state: String
    var reason: String?
    var packets: Int64?
    var path: String?
}

struct CaptureLines: Decodable {
    var captures: [CaptureLine]

    enum CodingKeys: String, CodingKey { case captures = "files" }
}
