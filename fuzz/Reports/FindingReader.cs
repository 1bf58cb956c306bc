using System.Text.Json;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Fuzz.Reports;

/// <summary>Reads folders of findings back.</summary>
public static class FindingReader
{
    private const int LabelWidth = 11;                      // "expected   "

    /// <summary>All findings of a campaign, by signature.</summary>
    public static IReadOnlyList<FindingEntry> ReadAll(string campaign)
    {
        string folder = CampaignFolder.FindingsIn(campaign);
        return !Directory.Exists(folder) ? [] :
        [
            .. Directory.EnumerateDirectories(folder)
                .Where(finding => !Path.GetFileName(finding).StartsWith('.'))
                .Order(StringComparer.Ordinal)
                .Select(Read),
        ];
    }

    public static FindingEntry Read(string folder)
    {
        string input = Path.Combine(folder, FindingStore.InputName);
        string test = Path.Combine(folder, FindingStore.TestName);
        return ParseReport(Text(folder, FindingStore.ReportName)) with
        {
            Folder = folder,
            Signature = Path.GetFileName(Path.GetFullPath(folder)),
            Seen = Counts<Sightings>(folder, FindingStore.SeenName) ?? default,
            Fresh = Counts<FreshRuns>(folder, FindingStore.FreshName),
            TestFile = File.Exists(test) ? test : "",
            Reproduce = Text(folder, FindingStore.ReproduceName).Trim(),
            InputLength = File.Exists(input) ? new FileInfo(input).Length : 0,
            Minimised = Bytes(folder, FindingStore.MinimisedName),
        };
    }

    // label and text, a line each; what has no label goes on with the one above. After place: details, indented, up to an empty line
    private static FindingEntry ParseReport(string report)
    {
        Dictionary<string, string> parts = new(StringComparer.Ordinal);
        string label = "";
        foreach (string line in report.Split('\n').TakeWhile(line => line.Length > 0 || label != "place"))
        {
            string start = line[..Math.Min(LabelWidth, line.Length)].TrimEnd();
            bool isLabel = start is "signature" or "expected" or "came" or "place";
            label = isLabel ? start : label == "place" ? "details" : label;
            if (label == "details" && line.Length == 0)
            {
                break;
            }

            string text = isLabel || label == "details" ? line[Math.Min(LabelWidth, line.Length)..] : line;
            parts[label] = parts.TryGetValue(label, out string? before) ? $"{before}\n{text}" : text;
        }

        return new FindingEntry
        {
            Folder = "",
            Signature = "",
            Expected = parts.GetValueOrDefault("expected", ""),
            Came = parts.GetValueOrDefault("came", ""),
            Place = parts.GetValueOrDefault("place", ""),
            Details = parts.GetValueOrDefault("details", ""),
        };
    }

    private static T? Counts<T>(string folder, string name)
        where T : struct
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Bytes(folder, name));
        }
        catch (JsonException)                               // not there, or not ours
        {
            return null;
        }
    }

    private static byte[] Bytes(string folder, string name) => Path.Combine(folder, name) is var file && File.Exists(file) ? File.ReadAllBytes(file) : [];

    private static string Text(string folder, string name) => System.Text.Encoding.UTF8.GetString(Bytes(folder, name));
}
