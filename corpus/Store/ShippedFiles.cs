namespace QmpFuzz.Corpus.Store;

/// <summary>The corpus data that ships, where the build puts it: beside the program.</summary>
public static class ShippedFiles
{
    public static string SeedFolder => Path.Combine(AppContext.BaseDirectory, "seeds");

    public static string DictionaryFile => Path.Combine(AppContext.BaseDirectory, "qmp.dict");

    /// <summary>What upstream serves, by its version; 7.2 is the one that ships.</summary>
    public static string SchemaFile => Path.Combine(AppContext.BaseDirectory, "schema", "qemu-7.2.json");

    /// <summary>Lists of findings in real servers that are known, for nights (docs/nightly.md).</summary>
    public static string KnownFolder => Path.Combine(AppContext.BaseDirectory, "known");

    /// <summary>The seeds, in the order of their names.</summary>
    public static IReadOnlyList<StoredTestcase> LoadSeeds() => [.. CampaignFolder.Load(SeedFolder)];

    /// <summary>The lines of the dictionary, which is in AFL's format.</summary>
    public static IReadOnlyList<string> LoadDictionary() => File.ReadAllLines(DictionaryFile);
}
