using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Workers;

namespace QmpFuzz.Bench.Mutants;

/// <summary>What the process of one trial had said by its end, and what it died of; null: it ended well.</summary>
internal sealed record MutantProcess(string[] Said, Finding? Death)
{
    // an endless loop that allocates is to end as one that does not
    private const int MostMegabytes = 1536;

    /// <summary>What it said behind that word; null if it did not.</summary>
    public string? Find(string word) => Said.FirstOrDefault(line => line.StartsWith(word, StringComparison.Ordinal))?[word.Length..];

    /// <summary>Starts this program again, and ends it when it takes longer.</summary>
    public static MutantProcess Run(double seconds, params IEnumerable<string> arguments)
    {
        using StringWriter said = new();
        Finding? death = new GuardedRun(Environment.ProcessPath!, ["mutants"], TimeSpan.FromSeconds(seconds), MostMegabytes).Run(arguments, said).Death;
        return new MutantProcess(said.ToString().Split(said.NewLine), death);
    }
}
