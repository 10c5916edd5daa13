extension DNSBatch {
    /// Bytes of its texts and lists: what a row may add thousands of. What all rows have alike is not among them.
    public var variableBytes: Int {
        let texts = [
            dnsQnameFull.arena, ednsEcs.arena, ednsNsid.arena, ednsCookieClient.arena, ednsCookieServer.arena,
            ednsExtErrorText.arena, dnsCname.arena, dnsRdata.arena,
        ].reduce(0) { $0 + $1.count }
        let numbers = [ednsOptions, ednsServerOptions, ednsKeytag, ednsDau, ednsDhu, ednsN3u, ednsExtError]
            .reduce(0) { $0 + $1.values.count }
        let slices = ednsExtErrorText.values.count + dnsCname.values.count
        return texts + numbers * MemoryLayout<Int32>.stride + slices * MemoryLayout<TextSlice>.stride
            + dnsRdata.values.count * MemoryLayout<RecordListColumn.Record>.stride
    }
}
