using System.Text.Json;
using System.Text.Json.Serialization;

namespace QmpFuzz.Fuzz.Reports;

/// <summary>Whether a finding's input still shows it.</summary>
public enum Reproduction
{
    /// <summary>Not tried: its target could not be reached.</summary>
    Untried,
    Shown,
    NotShown,
}

/// <summary>What one target came to in a night.</summary>
public sealed record NightCampaign(string Name, long Executions, int Edges, int EdgesTotal, int Corpus);

/// <summary>A night that was finished. Findings are named TARGET/SIGNATURE.</summary>
public sealed record Night
{
    public required DateTimeOffset Started { get; init; }

    public required DateTimeOffset Ended { get; init; }

    public IReadOnlyList<NightCampaign> Campaigns { get; init; } = [];

    public IReadOnlyDictionary<string, Reproduction> Findings { get; init; } = new Dictionary<string, Reproduction>();

    /// <summary>How many regressions were run.</summary>
    public int Regressions { get; init; }

    /// <summary>Those that must pass and did not, by name.</summary>
    public IReadOnlyList<string> Broken { get; init; } = [];
}

/// <summary>
/// The nights of a folder (<c>nights.jsonl</c>), oldest first. A night is a line of it once it is over: what one that was killed has
/// found was never reported, and is new in the next.
/// </summary>
public sealed class NightLog
{
    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private readonly string _file;

    private NightLog(string file, IReadOnlyList<Night> nights) => (_file, Nights) = (file, nights);

    public IReadOnlyList<Night> Nights { get; private set; }

    /// <summary>Opens the log of a folder, which need not be there yet; a line that is none is left out.</summary>
    public static NightLog Open(string folder)
    {
        string file = Path.Combine(folder, "nights.jsonl");
        return new NightLog(file, File.Exists(file) ? [.. File.ReadLines(file).Select(Parse).OfType<Night>()] : []);
    }

    public void Append(Night night)
    {
        string torn = File.Exists(_file) && !File.ReadAllText(_file).EndsWith('\n') ? "\n" : "";
        File.AppendAllText(_file, $"{torn}{JsonSerializer.Serialize(night, Form)}\n");
        Nights = [.. Nights, night];
    }

    /// <summary>Whether a night has told of a finding.</summary>
    public bool Has(string finding) => Nights.Any(night => night.Findings.ContainsKey(finding));

    /// <summary>How a finding stands after the last night; without nights everything is new.</summary>
    public FindingState StateOf(string finding)
    {
        Reproduction[] seen = [.. Nights.Where(night => night.Findings.ContainsKey(finding)).Select(night => night.Findings[finding])];
        bool isInLast = Nights.Count > 0 && Nights[^1].Findings.ContainsKey(finding);
        Reproduction[] before = [.. (isInLast ? seen[..^1] : seen).Where(each => each != Reproduction.Untried)];
        return seen.Length <= (isInLast ? 1 : 0) ? FindingState.New         // one that nobody could repeat is news too
            : seen[^1] == Reproduction.NotShown ? FindingState.Gone
            : before.Length > 0 && before[^1] == Reproduction.NotShown ? FindingState.Back
            : FindingState.Known;
    }

    private static Night? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Night>(line, Form);
        }
        catch (JsonException)                               // torn by a kill
        {
            return null;
        }
    }
}
