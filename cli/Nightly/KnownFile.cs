using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Reports;

namespace QmpFuzz.Cli.Nightly;

/// <summary>A list of findings that are known from the start, as YAML: <c>- finding: SIGNATURE</c> (with * for anything), <c>reason</c>, and maybe <c>target</c> and <c>input</c>.</summary>
internal static class KnownFile
{
    private const string Extension = ".yaml";

    /// <summary>Reads all of them; null and a reason, if one is not there or no such list.</summary>
    public static IReadOnlyList<KnownFinding>? ReadAll(string root, IEnumerable<string> files, out string reason)
    {
        List<KnownFinding> known = [];
        reason = "";
        foreach (string file in files)
        {
            if (Read(root, file, out reason) is not { } list)
            {
                return null;
            }

            known.AddRange(list);
        }

        return known;
    }

    private static List<KnownFinding>? Read(string root, string name, out string reason)
    {
        string file = Path.Combine(root, name);
        string shipped = Path.Combine(ShippedFiles.KnownFolder, name + Extension);
        if (!File.Exists(file) && !File.Exists(shipped))
        {
            reason = $"known: there is no file {file}, and none called {name} that ships: there are {string.Join(", ", Shipped())}";
            return null;
        }

        string path = File.Exists(file) ? file : shipped;
        List<KnownFinding>? list = YamlFile.Read<List<KnownFinding>>(path, out reason);
        if (list?.FindIndex(known => known is not { Finding.Length: > 0, Reason.Length: > 0 }) is >= 0 and int bad)
        {
            reason = $"{path}: entry {bad + 1} lacks its finding or its reason";
            return null;
        }

        return list;
    }

    private static IEnumerable<string?> Shipped() => Directory.GetFiles(ShippedFiles.KnownFolder, $"*{Extension}").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
}
