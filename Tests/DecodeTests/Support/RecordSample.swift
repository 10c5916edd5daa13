import Testing

/// RDATA as bytes and as text, most of them examples of the RFCs. The bytes are those that dnspython makes
/// of the text; those of types that it does not know are put together by hand.
struct RecordSample: Sendable, CustomTestStringConvertible {
    var type: Int
    var text: String
    var data: ByteString

    var testDescription: String { "\(type): \(text)" }

    /// Bytes in hex.
    static func bytes(_ hex: some StringProtocol) -> ByteString {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    static let all: [RecordSample] = {
        var samples: [RecordSample] = []
        for line in table.split(separator: "\n") {
            if line.hasPrefix("    ") {
                samples[samples.count - 1].data += bytes(line)
            } else if let space = line.firstIndex(of: " "), let type = Int(line[..<space]) {
                samples.append(RecordSample(type: type, text: String(line[line.index(after: space)...]), data: []))
            }
        }
        return samples
    }()

    /// Type and text, then the bytes.
    private static let table = ##"""
        1 192.0.2.1
            c0000201
        2 a.iana-servers.net.
            01610c69616e612d73657276657273036e657400
        3 mail.example.
            046d61696c076578616d706c6500
        5 a\.b.c\032d\255.Example.
            03612e6204632064ff074578616d706c6500
        6 venera.isi.edu. action\.domains.isi.edu. 20 7200 600 3600000 60
            0676656e6572610369736903656475000e616374696f6e2e646f6d61696e730369736903656475000000001400001c200000
            02580036ee800000003c
        7 x.example.
            0178076578616d706c6500
        8 x.example.
            0178076578616d706c6500
        9 x.example.
            0178076578616d706c6500
        10 \# 3 abcdef
            abcdef
        11 10.0.0.1 6 25 139
            0a00000106000000400000000000000000000000000010
        12 1.0.0.127.in-addr.arpa.
            0131013001300331323707696e2d61646472046172706100
        13 "DEC-2060" "TOPS20"
            084445432d3230363006544f50533230
        14 r.example. e.example.
            0172076578616d706c65000165076578616d706c6500
        15 10 VENERA.ISI.EDU.
            000a0656454e455241034953490345445500
        16 "a \"quoted\" back\\slash" "" "\000\127\255;("
            1561202271756f74656422206261636b5c736c6173680005007fff3b28
        17 louie.trantor.umd.edu. lam1.people.umd.edu.
            056c6f756965077472616e746f7203756d640365647500046c616d310670656f706c6503756d640365647500
        18 1 bigbird.toaster.com.
            0001076269676269726407746f617374657203636f6d00
        19 "311061700956"
            0c333131303631373030393536
        20 "150862028003217" "004"
            0f31353038363230323830303332313703303034
        20 "150862028003217"
            0f313530383632303238303033323137
        21 10 relay.prime.com.
            000a0572656c6179057072696d6503636f6d00
        22 0x47000580005a0000000001e133ffffff00016100
            47000580005a0000000001e133ffffff00016100
        23 foo.bar.com.
            03666f6f0362617203636f6d00
        24 A 1 2 3600 20050314014637 20050213014637 38519 example. RIPRw4Wb+w==
            0001010200000e104234ecfd420eb17d9677076578616d706c65004483d1c3859bfb
        25 256 3 5 AQPSKmynfzW4kyBv
            010003050103d22a6ca77f35b893206f
        26 50 example. o-ex.PRMD-it.ADMD-garr.C-it.
            0032076578616d706c6500046f2d65780750524d442d69740941444d442d6761727204432d697400
        27 "-32.6882" "116.8652" "10.0"
            082d33322e36383832083131362e383635320431302e30
        28 2001:db8::1:0:0:1
            20010db8000000000001000000000001
        28 ::ffff:192.0.2.1
            00000000000000000000ffffc0000201
        29 42 21 54.000 N 71 6 18.000 W -24.00m 30m 10000m 10m
            0033161389172dd070be15f000988d20
        29 42 21 43.952 N 71 5 6.344 W -24.00m 1m 200m 10m
            001224138917069070bf2dd800988d20
        29 52 14 5.000 N 0 8 50.000 E 10.00m 1m 10000m 10m
            001216138b3556c88008165000989a68
        29 32 7 19.000 S 116 2 25.000 E 10.00m 0.50m 0.01m 20000m
            00511026791b7d2898e6486800989a68
        33 0 1 9 slow.example.com.
            00000001000904736c6f77076578616d706c6503636f6d00
        35 100 50 "a" "z3950+N2L+N2C" "" cidserver.example.com.
            0064003201610d7a333935302b4e324c2b4e32430009636964736572766572076578616d706c6503636f6d00
        35 100 10 "u" "E2U+sip" "!^.*$!sip:customer-service@example.com!" .
            0064000a0175074532552b73697027215e2e2a24217369703a637573746f6d65722d73657276696365406578616d706c652e
            636f6d2100
        36 10 kx.example.
            000a026b78076578616d706c6500
        37 PKIX 12345 5 AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==
            0001303905010351537986ed35533b6064478eeeb27b5bd74dae149b6e81ba3a0521af82ab7801
        37 65534 65535 254 3q2+7w==
            fffefffffedeadbeef
        39 frobozz.example.
            0766726f626f7a7a076578616d706c6500
        42 1:192.168.32.0/21 !1:192.168.38.0/28
            00011503c0a82000011c83c0a826
        42 1:224.0.0.0/4 2:ff00::/8 1:0.0.0.0/0
            00010401e000020801ff00010000
        43 60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118
            ec4505012bb183af5f22588179a53b0a98631fad1a292118
        44 2 1 123456789abcdef67890123456789abcdef67890
            0201123456789abcdef67890123456789abcdef67890
        45 10 1 2 192.0.2.38 AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==
            0a0102c0000226010351537986ed35533b6064478eeeb27b5bd74dae149b6e81ba3a0521af82ab7801
        45 10 0 2 . AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==
            0a0002010351537986ed35533b6064478eeeb27b5bd74dae149b6e81ba3a0521af82ab7801
        45 10 3 2 mygateway.example.com. AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==
            0a0302096d7967617465776179076578616d706c6503636f6d00010351537986ed35533b6064478eeeb27b5bd74dae149b6e
            81ba3a0521af82ab7801
        45 10 2 2 2001:db8:0:8002::2000:1 AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==
            0a020220010db8000080020000000020000001010351537986ed35533b6064478eeeb27b5bd74dae149b6e81ba3a0521af82
            ab7801
        46 A 5 3 86400 20030322173103 20030220173103 2642 example.com. oJB1W6WNGv+ldvQ3WDG0MQkg5IEhjRip8WTrPYGv07\##
        h108dUKGMeDPKijVCHX3DDKdfb+v6oB9wfuh3DTJXUAfI/M0zmO/zz8bW0Rznl8O3tGNazPwQKkRN20XPXV6nwwfoXmJQbsLNrLfkGJ5D\##
        6fwFm8nN+6pBzeDQfsS3Ap3o=
            00010503000151803e7c9dd73e5510d70a52076578616d706c6503636f6d00a090755ba58d1affa576f4375831b4310920e4
            81218d18a9f164eb3d81afd3b875d3c75428631e0cf2a28d50875f70c329d7dbfafea807dc1fba1dc34c95d401f23f334ce6
            3bfcf3f1b5b44739e5f0eded18d6b33f040a911376d173d757a9f0c1fa1798941bb0b36b2df9062790fa7f0166f2737eea90
            7378341fb12dc0a77a
        47 host.example.com. A MX RRSIG NSEC TYPE1234
            04686f7374076578616d706c6503636f6d000006400100000003041b00000000000000000000000000000000000000000000
            0000000020
        48 256 3 5 AQPSKmynfzW4kyBv015MUG2DeIQ3Cbl+BBZH4b/0PY1kxkmvHjcZc8nokfzj31GajIQKY+5CptLr3buXA10hWqTkF7H6Rf\##
        oRqXQeogmMHfpftf6zMv1LyBUgia7za6ZEzOJBOztyvhjL742iU/TpPSEDhm2SNKLijfUppn1UaNvv4w==
            010003050103d22a6ca77f35b893206fd35e4c506d8378843709b97e041647e1bff43d8d64c649af1e371973c9e891fce3df
            519a8c840a63ee42a6d2ebddbb97035d215aa4e417b1fa45fa11a9741ea2098c1dfa5fb5feb332fd4bc8152089aef36ba644
            cce2413b3b72be18cbef8da253f4e93d2103866d9234a2e28df529a67d5468dbefe3
        49 AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA=
            000201636fc0b8271c82825bb1ac5c41cf5351aa69b4febd94e8f17cdb95000da48c40
        50 1 1 12 aabbccdd 2t7b4g4vsa5smi47k61mv5bv1a22bojr NS SOA MX RRSIG DNSKEY NSEC3PARAM
            0101000c04aabbccdd14174eb2409fe28bcb4887a1836f957f0a8425e27b000722010000000290
        50 1 0 0 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr
            010000000014174eb2409fe28bcb4887a1836f957f0a8425e27b
        51 1 0 12 aabbccdd
            0100000c04aabbccdd
        51 1 0 0 -
            0100000000
        52 0 0 1 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971
            000001d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971
        53 3 1 1 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971
            030101d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971
        55 2 200100107b1a74df365639cc39f1d578 AwEAAbdxyhNuSutc5EMzxTs9LBPCIkOFH8cIvM4p9+LrV4e19WzK00+CI6zBCQTdtWs\##
        uxKbWIy87UOoJTwkUs7lBu+Upr1gsNrut79ryra+bSRGQb1slImA8YVJyuIDsj7kwzG7jnERNqnWxZ48AWkskmdHaVDP4BcelrTI3rMXd\##
        XF5D rvs1.example.com. rvs2.example.com.
            10020084200100107b1a74df365639cc39f1d57803010001b771ca136e4aeb5ce44333c53b3d2c13c22243851fc708bcce29
            f7e2eb5787b5f56ccad34f8223acc10904ddb56b2ec4a6d6232f3b50ea094f0914b3b941bbe529af582c36bbadefdaf2adaf
            9b4911906f5b2522603c615272b880ec8fb930cc6ee39c444daa75b1678f005a4b2499d1da5433f805c7a5ad3237acc5dd5c
            5e430472767331076578616d706c6503636f6d000472767332076578616d706c6503636f6d00
        59 0 0 0 00
            0000000000
        60 0 3 0 AA==
            0000030000
        61 mQENBFVHm5sBCADd
            99010d0455479b9b010800dd
        62 66 3 A NS AAAA
            000000420003000460000008
        63 2018031500 1 1 febe3d4ce2ec2ffa4ba99d46cd69d6d29711e55217057bee7eb1a7b641a47ba7fed2dd5b97ae499fafa4f22\##
        c6bd647de
            7848b78c0101febe3d4ce2ec2ffa4ba99d46cd69d6d29711e55217057bee7eb1a7b641a47ba7fed2dd5b97ae499fafa4f22c
            6bd647de
        64 0 foo.example.com.
            000003666f6f076578616d706c6503636f6d00
        64 1 .
            000100
        64 16 foo.example.com. port=53
            001003666f6f076578616d706c6503636f6d00000300020035
        64 1 foo.example.com. key667="hello"
            000103666f6f076578616d706c6503636f6d00029b000568656c6c6f
        64 1 foo.example.com. key667="hello\210qoo"
            000103666f6f076578616d706c6503636f6d00029b000968656c6c6fd2716f6f
        64 1 foo.example.com. ipv6hint=2001:db8::1,2001:db8::53:1
            000103666f6f076578616d706c6503636f6d000006002020010db800000000000000000000000120010db800000000000000
            0000530001
        64 16 foo.example.org. mandatory=alpn,ipv4hint alpn="h2,h3-19" ipv4hint=192.0.2.1
            001003666f6f076578616d706c65036f7267000000000400010004000100090268320568332d313900040004c0000201
        64 16 foo.example.org. alpn="f\\\\oo\\,bar,h2"
            001003666f6f076578616d706c65036f7267000001000c08665c6f6f2c626172026832
        99 "v=spf1 -all"
            0b763d73706631202d616c6c
        104 10 0014:4fff:ff20:ee64
            000a00144fffff20ee64
        105 10 10.1.2.0
            000a0a010200
        106 10 2001:0db8:1140:1000
            000a20010db811401000
        107 10 l64-subnet1.example.com.
            000a0b6c36342d7375626e657431076578616d706c6503636f6d00
        108 00-00-5e-00-53-2a
            00005e00532a
        109 00-00-5e-ef-10-00-00-2a
            00005eef1000002a
        256 10 1 "ftp://ftp1.example.com/public"
            000a00016674703a2f2f667470312e6578616d706c652e636f6d2f7075626c6963
        257 0 issue "ca1.example.net; account=230123"
            000569737375656361312e6578616d706c652e6e65743b206163636f756e743d323330313233
        257 128 tbs "Unknown"
            8003746273556e6b6e6f776e
        257 0 issue ";"
            000569737375653b
        258 "app-name:WOLFGANG|app-class:OAM|business=yes"
            2c6170702d6e616d653a574f4c4647414e477c6170702d636c6173733a4f414d7c627573696e6573733d796573
        261 "qnamemin" "exterr=15-17" "infourl=https://resolver.example.com/guide"
            08716e616d656d696e0c6578746572723d31352d31372a696e666f75726c3d68747470733a2f2f7265736f6c7665722e6578
            616d706c652e636f6d2f6775696465
        260 10 0 1 203.0.113.15
            0a01cb00710f
        260 10 0 2 2001:db8::15
            0a0220010db8000000000000000000000015
        260 128 1 3 amtrelays.example.com.
            808309616d7472656c617973076578616d706c6503636f6d00
        260 10 1 0 .
            0a80
        32769 60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118
            ec4505012bb183af5f22588179a53b0a98631fad1a292118
        731 \# 6 abcdef012345
            abcdef012345
        62347 \# 0
            
        30 medium.foo.tld. A MX SIG NXT
            066d656469756d03666f6f03746c640040010082
        25 49152 3 1
            c0000301
        37 IPGP 0 0 /w==
            0006000000ff
        45 10 1 0 192.0.2.38
            0a0100c0000226
        249 gss-tsig. 1593835520 1593839120 3 NOERROR 4 AQIDBA== 0
            086773732d74736967005f0000005f000e10000300000004010203040000
        250 hmac-sha256. 1594854083 300 4 3q2+7w== 12345 NOERROR 0
            0b686d61632d7368613235360000005f0f8ac3012c0004deadbeef303900000000
        250 hmac-sha256. 1594854083 300 0 12345 BADTIME 6 AABfD4rE
            0b686d61632d7368613235360000005f0f8ac3012c000030390012000600005f0f8ac4
        65 1 . alpn="h2" no-default-alpn port=8443 ech=3q2+7w== dohpath="/q{?a}" ohttp key65520
            00010000010003026832000200000003000220fb00050004deadbeef000700062f717b3f617d00080000fff00000
        64 1 . key9="\000\029"
            00010000090002001d
        29 90 0 0.000 N 180 0 0.000 E 42849672.95m 0.00m 1m 90000000m
            00001299934fd900a69fb200ffffffff
        256 10 1 ""
            000a0001
        257 128 issue "\"\255\\"
            8005697373756522ff5c
        53 3 1 1 00
            03010100
        24 TYPE0 5 0 0 21060207062815 19700101000000 1 . /w==
            0000050000000000ffffffff00000000000100ff
        32768 60485 5 1 2bb1
            ec4505012bb1
        31 \# 8 e32c6f78163a9348
            e32c6f78163a9348
        38 \# 17 0020010db8000000000000000000000000
            0020010db8000000000000000000000000
        """##
}
