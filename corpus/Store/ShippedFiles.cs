namespace QmpFuzz.Corpus.Store;

/// <summary>The corpus data that ships, where the build puts it: beside the program.</summary>
public static class ShippedFiles
{
    public static string SeedFolder => Path.Combine(AppContext.BaseDirectory, "seeds");

    public static string DictionaryFile => Path.Combine(AppContext.BaseDirectory, "qmp.dict");

    /// <summary>The seeds, in the order of their names.</summary>
    public static IReadOnlyList<StoredTestcase> LoadSeeds() => [.. CampaignFolder.Load(SeedFolder)];

    /// <summary>The lines of the dictionary, which is in AFL's format.</summary>
    public static IReadOnlyList<string> LoadDictionary() => File.ReadAllLines(DictionaryFile);
}
