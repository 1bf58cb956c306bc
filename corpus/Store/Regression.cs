using System.Globalization;
using QmpFuzz.Corpus.Testcases;

namespace QmpFuzz.Corpus.Store;

/// <summary>Whether the tests expect a regression to be fixed.</summary>
public enum RegressionState
{
    MustPass,

    /// <summary>Not fixed yet: the tests turn red when it starts to pass, so that somebody promotes it.</summary>
    KnownFailing,
}

/// <summary>
/// A minimised input that stays in the tests: <c>NAME.qmpt</c>, and beside it <c>NAME.txt</c> with a line for the title, the
/// rule or signature it broke, since when, and the state. A missing text or line is no error: the input must pass.
/// </summary>
public sealed record Regression
{
    public required string Name { get; init; }

    public required byte[] Testcase { get; init; }

    public string Title { get; init; } = "";

    /// <summary>The rule it broke, as a finding's signature names it.</summary>
    public string Rule { get; init; } = "";

    public DateOnly? Since { get; init; }

    public RegressionState State { get; init; }

    /// <summary>All regressions in a folder, by name.</summary>
    public static IReadOnlyList<Regression> Load(string folder) =>
        [.. Directory.GetFiles(folder, "*" + TestcaseFiles.Extension).Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>Writes both files; never over a regression that is there.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"title: {OneLine(Title)}\nrule: {OneLine(Rule)}\nsince: {Since:yyyy-MM-dd}\nstate: {(State == RegressionState.MustPass ? "must-pass" : "known-failing")}\n");
        using FileStream testcase = new(Path.Combine(folder, Name + TestcaseFiles.Extension), FileMode.CreateNew);
        testcase.Write(Testcase);
        File.WriteAllText(Path.Combine(folder, Name + ".txt"), text);
    }

    private static Regression Read(string path)
    {
        string text = Path.ChangeExtension(path, ".txt");
        Dictionary<string, string> lines = new(StringComparer.Ordinal);
        foreach (string line in File.Exists(text) ? File.ReadAllLines(text) : [])
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            lines[line[..Math.Max(colon, 0)]] = line[(colon + 1)..].Trim();
        }

        return new Regression
        {
            Name = Path.GetFileNameWithoutExtension(path),
            Testcase = File.ReadAllBytes(path),
            Title = lines.GetValueOrDefault("title", ""),
            Rule = lines.GetValueOrDefault("rule", ""),
            Since = DateOnly.TryParse(lines.GetValueOrDefault("since"), CultureInfo.InvariantCulture, out DateOnly since) ? since : null,
            State = lines.GetValueOrDefault("state") == "known-failing" ? RegressionState.KnownFailing : RegressionState.MustPass,
        };
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
