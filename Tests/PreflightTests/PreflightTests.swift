import Testing

@testable import Preflight

@Suite("What would go wrong on a machine, without a disk")
struct PreflightTests {
    @Test("where all is well nothing is found")
    func sound() throws {
        let site = CheckedSite(
            CheckedSite.sftp("ns1") + "[servers.ns2]\nsource = 'local'\ndirectory = '/in'\n",
            jobs: [("/j", "name = 'x'\nkind = 'command'\nparameters = { program = '/usr/bin/tool', user = 'root' }")])
        #expect(try site.findings() == [])
    }

    @Test("the data root: missing, a file, not to be seen")
    func dataRoot() throws {
        for (content, expected) in [
            (
                PathContent.missing,
                "error /etc/e.toml:1: the data root /data does not exist; mount its disk, or create it"
            ),
            (.file(mode: 0o644), "error /etc/e.toml:1: the data root /data is not a directory"),
            (.hidden(reason: "Permission denied"), "warning /etc/e.toml:1: the data root /data could not be checked"),
        ] {
            var site = CheckedSite()
            site.machine.paths["/data"] = content
            let found = try site.findings()
            #expect(found.count == 1 && found[0].hasPrefix(expected), "\(found)")
        }
    }

    @Test(
        "a key is told once, with its line and the servers that use it",
        arguments: [
            (PathContent?.some(.file(mode: 0o644)), String?.none, "error", "mode 644", "chmod 600 /key"),
            (nil, "ssh-ed25519 AAAA me\n", "error", "is the public half", "the file without .pub"),
            (nil, "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n", "error", "is an RSA key", "Ed25519 or ECDSA"),
            (nil, "-----BEGIN DSA PRIVATE KEY-----\nMIIE\n", "error", "of type 'ssh-dss'", "Ed25519 or ECDSA"),
            (
                nil, "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n", "error", "has a passphrase",
                "ssh-keygen -p"
            ),
            (nil, "PuTTY-User-Key-File-3: ssh-ed25519\n", "error", "PuTTY's format", "puttygen /key"),
            (nil, "hello\n", "error", "not a private key", "ssh-keygen -t ed25519"),
            (.missing, nil, "error", "does not exist", "ssh-keygen"),
            (.directory, nil, "error", "is not a file", "name the file"),
            (.hidden(reason: "Permission denied"), nil, "warning", "could not be read", "sudo -u entrada"),
        ])
    func key(content: PathContent?, text: String?, severity: String, what: String, advice: String) throws {
        var site = CheckedSite(CheckedSite.sftp("ns1") + CheckedSite.sftp("ns2", directory: "/other"))
        if let content { site.machine.paths["/key"] = content }
        if let text { site.machine.texts["/key"] = text }
        let found = try site.findings()
        try #require(found.count == 1, "\(found)")
        #expect(found[0].hasPrefix("\(severity) /etc/e.toml:8: the private key /key (servers ns1, ns2) "), "\(found)")
        #expect(found[0].contains(what) && found[0].contains(advice), "\(found)")
    }

    @Test(
        "known hosts: without the host, by a wildcard only, at another port",
        arguments: [
            ("other.example ssh-ed25519 AAAA\n", 22, "has no key of ns.example (server ns1)"),
            ("# nothing\n", 22, "it lists no hosts"),
            ("*.example ssh-ed25519 AAAA\n", 22, "only by a wildcard"),
            ("@cert-authority *.example ssh-ed25519 AAAA\n", 22, "only by a wildcard"),
            ("@revoked ns.example ssh-ed25519 AAAA\n", 22, "has no key of ns.example"),
            ("[ns.example]:2222 ssh-ed25519 AAAA\n", 2200, "has no key of [ns.example]:2200"),
            ("a,ns.example,b ssh-ed25519 AAAA\n", 22, ""), ("[ns.example]:2222 ssh-ed25519 AAAA\n", 2222, ""),
            ("ns.example ssh-ed25519 AAAA\n", 2222, ""),
        ])
    func knownHosts(text: String, port: Int, expected: String) throws {
        var site = CheckedSite(CheckedSite.sftp("ns1", "port = \(port)"))
        site.machine.texts["/hosts"] = text
        let found = try site.findings()
        guard !expected.isEmpty else {
            #expect(found == [])
            return
        }
        try #require(found.count == 1, "\(found)")
        #expect(found[0].hasPrefix("error /etc/e.toml:9: "), "\(found)")
        #expect(found[0].contains(expected), "\(found)")
        #expect(found[0].contains("ssh-keyscan -p \(port) ns.example >> /hosts"), "\(found)")
    }

    @Test("two servers with one source, as far as one name matches both patterns")
    func overlap() throws {
        let local = { (name: String, directory: String, pattern: String) in
            "[servers.\(name)]\nsource = 'local'\ndirectory = '\(directory)'\npattern = '\(pattern)'\n"
        }
        let apart = CheckedSite(local("a", "/in", "a-*.pcap") + local("b", "/in", "b-*.pcap"))
        #expect(try apart.findings() == [])
        let same = CheckedSite(local("a", "/in", "*-1.pcap") + local("b", "/in/", "b-*"))
        #expect(try same.findings().first?.hasPrefix("error /etc/e.toml:10: servers a and b read") == true)
        let remote = CheckedSite(CheckedSite.sftp("a") + CheckedSite.sftp("b", directory: "/out/."))
        #expect(try remote.findings().first?.contains("the same place, dns@ns.example:22 /out") == true)
        let other = CheckedSite(CheckedSite.sftp("a") + CheckedSite.sftp("b", "enabled = false"))
        #expect(try other.findings() == [])
        let fetch = "name = 'f'\nkind = 'fetch'\nevery = '1m'\nparameters = { pattern = '*.pcap' }\n"
        let overridden = CheckedSite(
            local("a", "/in", "a-*") + local("b", "/in", "b-*"), jobs: [("/j", fetch)])
        #expect(try overridden.findings().count == 1)
    }

    @Test("commands: program, directory and user; kinds that this version can't do")
    func jobs() throws {
        func command(_ parameters: String, _ more: String = "") -> CheckedSite {
            CheckedSite(jobs: [("/j", "name = 'x'\nkind = 'command'\n\(more)\n[parameters]\n\(parameters)\n")])
        }
        #expect(
            try command("program = '/usr/bin/none'").findings() == [
                "error /j:5: job x: the program /usr/bin/none does not exist; install it, or correct 'program'"
            ])
        #expect(try command("program = '/usr/bin/none'", "enabled = false").findings() == [])
        var plain = command("program = '/usr/bin/plain'")
        plain.machine.paths["/usr/bin/plain"] = .file(mode: 0o644)
        #expect(try plain.findings().first?.contains("is not executable; chmod +x") == true)
        #expect(
            try command("program = '/usr/bin/tool'\ndirectory = '/none'").findings().first?.hasPrefix(
                "error /j:6: job x: the working directory /none does not exist") == true)
        let user = command("program = '/usr/bin/tool'\nuser = 'ops'")
        #expect(try user.findings().first?.contains("'ops', who does not exist on this machine") == true)
        var known = user
        known.machine.users.insert("ops")
        #expect(try known.findings() == [])
        known.machine.isRoot = false
        #expect(try known.findings().first?.hasPrefix("warning /j:6: ") == true)
        #expect(try known.findings(.start).first?.contains("the daemon is not root") == true)
    }

    @Test("directories of this machine that are not there")
    func localDirectory() throws {
        let site = CheckedSite("[servers.a]\nsource = 'local'\ndirectory = '/gone'\n")
        #expect(
            try site.findings() == [
                "error /etc/e.toml:6: the directory /gone (server a) does not exist; create it, mount it, or correct 'directory'"
            ])
    }

    @Test(
        "globs have a name in common",
        arguments: [
            ("*", "a", true), ("a*", "*b", true), ("a?", "ab", true), ("a?", "abc", false), ("[a-c]x", "[c-e]x", true),
            ("[a-c]x", "[d-e]x", false), ("[!a]*", "a*", false), ("a\\*", "a*b", false), ("a\\*", "a*", true),
            ("", "*", true), ("", "a", false), ("ns1-*.pcap", "ns2-*.pcap", false), ("*1*", "*2*", true),
            ("[x", "[x", true),
        ])
    func globs(first: String, second: String, expected: Bool) {
        #expect(GlobPair(first, second).haveCommonName == expected)
        #expect(GlobPair(second, first).haveCommonName == expected)
    }
}
