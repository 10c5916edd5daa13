public import Control
public import ServiceLifecycle

extension PagesServer: Service {}
