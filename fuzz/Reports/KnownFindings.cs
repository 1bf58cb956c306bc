using System.IO.Enumeration;
using System.Text;
using System.Text.Json;

namespace QmpFuzz.Fuzz.Reports;

/// <summary>A finding that people know of and that is no news to them, and why.</summary>
public sealed record KnownFinding
{
    /// <summary>Its signature; * stands for anything.</summary>
    public string Finding { get; init; } = "";

    /// <summary>Of this target of the nights only; null: of any.</summary>
    public string? Target { get; init; }

    /// <summary>What its minimised input has in it; null: whatever it has.</summary>
    public string? Input { get; init; }

    /// <summary>What came, * for anything; null: whatever came.</summary>
    public string? Came { get; init; }

    public string Reason { get; init; } = "";

    internal bool IsThat(string target, FindingEntry finding) =>
        FileSystemName.MatchesSimpleExpression(Finding, finding.Signature, ignoreCase: false)
        && (Target is null || Target == target)
        && (Came is null || FileSystemName.MatchesSimpleExpression(Came, finding.Came, ignoreCase: false))
        && (Input is null || finding.Minimised.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Input)) >= 0);
}

/// <summary>What a folder of nights calls known from the start (<c>known.json</c>, which a night writes from its file), so that whoever reads the folder agrees.</summary>
public static class KnownFindings
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static void Save(string folder, IReadOnlyList<KnownFinding> known) => File.WriteAllText(FileIn(folder), JsonSerializer.Serialize(known, Form) + "\n");

    /// <summary>None where no night has said any.</summary>
    public static IReadOnlyList<KnownFinding> Read(string folder)
    {
        try
        {
            return File.Exists(FileIn(folder)) ? JsonSerializer.Deserialize<KnownFinding[]>(File.ReadAllText(FileIn(folder)), Form) ?? [] : [];
        }
        catch (JsonException)                               // torn by a kill: the next night writes it again
        {
            return [];
        }
    }

    private static string FileIn(string folder) => Path.Combine(folder, "known.json");
}
