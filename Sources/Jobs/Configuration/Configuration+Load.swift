import Foundation

extension Configuration {
    /// Where the file is when neither an option nor the environment says it.
    public static let standardFile = "/etc/entrada/entrada.toml"

    /// Reads and checks the configuration.
    ///
    /// - Parameters:
    ///   - overrides: options before environment: `options.or(ConfigurationOverrides(environment: …))`.
    ///   - credentialsDirectory: `CREDENTIALS_DIRECTORY`; without it credentials are not looked for.
    /// - Throws: all problems of the file.
    public static func load(
        _ overrides: ConfigurationOverrides, credentialsDirectory: String? = nil
    ) throws(ConfigurationErrors) -> Configuration {
        let file = overrides.configurationFile ?? standardFile
        let source: SourceFile
        do {
            source = try SourceFile(reading: file)
        } catch {
            var problem = error
            problem.suggestion = problem.suggestion ?? "set another file with --config or ENTRADA_CONFIG"
            throw ConfigurationErrors([problem])
        }
        return try read(source, overrides, credentialsDirectory: credentialsDirectory) {
            FileManager.default.fileExists(atPath: $0)
        }
    }

    /// Reads a configuration from its text; the name is for messages.
    ///
    /// - Parameter exists: whether a file is there, asked for the files that the configuration names.
    public static func parse(
        file: String, text: String, overrides: ConfigurationOverrides = ConfigurationOverrides(),
        credentialsDirectory: String? = nil, exists: (String) -> Bool
    ) throws(ConfigurationErrors) -> Configuration {
        try read(
            SourceFile(file: file, text: text), overrides, credentialsDirectory: credentialsDirectory, exists: exists)
    }

    private static func read(
        _ source: SourceFile, _ overrides: ConfigurationOverrides, credentialsDirectory: String?,
        exists: (String) -> Bool
    ) throws(ConfigurationErrors) -> Configuration {
        let document: Document
        do {
            document = try Document(file: source.file, text: source.text)
        } catch {
            throw ConfigurationErrors([error])
        }
        let configuration = withoutActuallyEscaping(exists) {
            ConfigurationReader(
                reader: TableReader(document: document), overrides: overrides,
                credentialsDirectory: credentialsDirectory, exists: $0
            ).configuration()
        }
        guard let configuration, document.problems.isEmpty else { throw ConfigurationErrors(document.problems) }
        return configuration
    }
}
