import ArgumentParser
import Decode

extension ResolverListSource: @retroactive ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
