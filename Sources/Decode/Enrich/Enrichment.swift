/// Looks addresses up. Asked once per distinct address and batch.
public protocol Enrichment: AnyObject {
    func facts(of address: IPAddress) -> AddressFacts
}
