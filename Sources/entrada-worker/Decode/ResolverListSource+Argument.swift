public import ArgumentParser
public import Decode

extension ResolverListSource: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
