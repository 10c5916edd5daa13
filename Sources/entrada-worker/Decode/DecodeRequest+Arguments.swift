public import ArgumentParser
public import WorkerProtocol

extension DecodeRequest.RecordData: ExpressibleByArgument {}

extension DecodeRequest.Tunnel: ExpressibleByArgument {}
