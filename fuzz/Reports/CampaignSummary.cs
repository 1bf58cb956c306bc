using System.Text.Json;
using QmpFuzz.Corpus.Store;

namespace QmpFuzz.Fuzz.Reports;

/// <summary>What a campaign folder says of its last run (<c>campaign.json</c>); brought up to date while it runs.</summary>
public sealed record CampaignSummary
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>As the user named it: <c>embedded</c>, <c>cmd:…</c>, …</summary>
    public required string Target { get; init; }

    /// <summary>The same as options of a command line.</summary>
    public IReadOnlyList<string> TargetArguments { get; init; } = [];

    /// <summary>Null: all that the embedded server speaks.</summary>
    public string? Dialect { get; init; }

    public ulong Seed { get; init; }

    public string CommandLine { get; init; } = "";

    public required CampaignStatus Status { get; init; }

    /// <summary>Of the folder's last run; null if none left it, or it cannot be read.</summary>
    public static CampaignSummary? Read(string folder)
    {
        string file = CampaignFolder.SummaryIn(folder);
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<CampaignSummary>(File.ReadAllBytes(file), Form) : null;
        }
        catch (JsonException)                               // a folder is a user's: what is no summary is none
        {
            return null;
        }
    }

    internal static CampaignSummary Of(FuzzOptions options, CampaignStatus status) => new()
    {
        Target = options.Target.ToString(),
        TargetArguments = options.Target.ToArguments(),
        Dialect = options.Dialect?.Name,
        Seed = options.Seed,
        CommandLine = options.CommandLine,
        Status = status,
    };

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Form);
}
