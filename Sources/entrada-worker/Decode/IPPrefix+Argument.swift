public import ArgumentParser
public import Decode

extension IPPrefix: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
