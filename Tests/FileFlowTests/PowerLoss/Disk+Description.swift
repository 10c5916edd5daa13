/// What is on a disk, and what a power cut does to it, for keys and for messages.
extension Disk {
    /// The same text for disks on which the same lies.
    var summary: String { summary(without: []) }

    /// The same text for disks on which the same lies, but for what is in some directories.
    func summary(without ignored: [String]) -> String {
        tree().filter { file in !ignored.contains { file.key.hasPrefix($0) } }.sorted { $0.key < $1.key }.map {
            "\($0.key)=\($0.value.map { String(decoding: $0, as: UTF8.self) } ?? "")"
        }
        .joined(separator: "|")
    }

    func describe(_ fates: [Fate]) -> String {
        zip(pending, fates).map { item, fate in
            switch item.change {
            case .link(_, let name, _): "\(fate) +\(name)"
            case .unlink(_, let name, _): "\(fate) -\(name)"
            case .content(let node, _): "\(fate) data of \(node)"
            }
        }.joined(separator: ", ")
    }
}
