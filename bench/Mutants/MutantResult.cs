using System.Text.Json;

namespace QmpFuzz.Bench.Mutants;

/// <summary>What became of one mutant: a line of the results.</summary>
/// <param name="Changes">It changes some answer: only then it counts.</param>
/// <param name="By">The signature of the first finding, or how the process ended; null: it was not noticed.</param>
internal sealed record MutantResult(string Key, string Room, string Place, string Change, bool Changes, string? By, long Executions, double Seconds)
{
    /// <summary>The last result of each mutant, in the order in which they were first tried; a last line that is torn is left out.</summary>
    public static IReadOnlyList<MutantResult> Load(string path)
    {
        Dictionary<string, MutantResult> results = [];
        foreach (string line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            if (line.EndsWith('}'))
            {
                MutantResult result = JsonSerializer.Deserialize<MutantResult>(line)!;
                results[result.Key] = result;
            }
        }

        return [.. results.Values];
    }

    public void AppendTo(string path) => File.AppendAllText(path, JsonSerializer.Serialize(this) + "\n");
}
