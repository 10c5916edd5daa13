public import Control
public import ServiceLifecycle

extension RemoteControlServer: Service {}
