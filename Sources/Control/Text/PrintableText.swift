/// Text from elsewhere, made harmless for a terminal: names of files may hold escape sequences.
public enum PrintableText {
    /// Control characters become `?`.
    public static func clean(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { scalars.append(isControl(scalar) ? "?" : scalar) }
        return String(scalars)
    }

    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value)
    }

    /// At most `width` characters; what is cut is marked.
    public static func cut(_ text: String, to width: Int) -> String {
        if text.count <= width { return text }
        if width <= 1 { return String(text.prefix(max(width, 0))) }
        return text.prefix(width - 1) + "…"
    }
}
