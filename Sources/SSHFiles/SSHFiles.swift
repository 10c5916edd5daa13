// SSHFiles
//
// What can be told of OpenSSH's files by reading them: whether a file holds a private key that can be used, and which
// hosts a list of known hosts names. Pure functions over bytes: nothing here opens a file or a connection, and nothing
// here needs libssh2, so that `entradactl config check` says before a connection what `Transfer` would say with it.
//
// Of a private key only what is not secret is looked at: the title, and of OpenSSH's format the public half.
