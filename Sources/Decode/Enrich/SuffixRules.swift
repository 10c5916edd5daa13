/// Knows public suffixes.
public protocol SuffixRules: AnyObject {
    /// How many labels of a name are its public suffix; 0 for the root.
    ///
    /// - Parameters:
    ///   - wire: the name on the wire, lower case, uncompressed.
    ///   - labels: where each label's length octet stands, from the left; the root is not among them.
    func suffixLabels(wire: UnsafePointer<UInt8>, labels: UnsafePointer<UInt8>, count: Int) -> Int
}
