using System.Globalization;

namespace QmpFuzz.Bench.Mutants;

/// <summary>The results as a table by room, with what was noticed by which oracle, and every mutant that was not.</summary>
internal static class MutantSummary
{
    public static void Write(IReadOnlyList<MutantResult> results, string sources, TextWriter output)
    {
        output.WriteLine("| room | tried | change an answer | noticed | share |");
        output.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (string room in Rooms.All)
        {
            WriteRow(room, [.. results.Where(result => result.Room == room)], output);
        }

        WriteRow("all", results, output);
        output.WriteLine();
        output.WriteLine("noticed by");
        foreach (IGrouping<string, MutantResult> oracle in results.Where(result => result.By is not null).GroupBy(result => OracleOf(result.By!)).OrderByDescending(oracle => oracle.Count()))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {oracle.Count(),4} {oracle.Key}"));
        }

        foreach (IGrouping<string, MutantResult> room in results.Where(result => result is { Changes: true, By: null }).GroupBy(result => result.Room))
        {
            output.WriteLine();
            output.WriteLine($"not noticed, {room.Key}");
            foreach (MutantResult survivor in room.OrderBy(survivor => survivor.Place, StringComparer.Ordinal))
            {
                output.WriteLine($"  {survivor.Place}  {survivor.Change}:  {LineOf(sources, survivor.Place)}");
            }
        }
    }

    private static void WriteRow(string room, IReadOnlyList<MutantResult> results, TextWriter output)
    {
        int counted = results.Count(result => result.Changes);
        int noticed = results.Count(result => result is { Changes: true, By: not null });
        string share = counted == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * noticed / counted:F1} %");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {room} | {results.Count} | {counted} | {noticed} | {share} |"));
    }

    // of a signature without its digest: for a rule its name, for the others only which oracle it was
    private static string OracleOf(string by)
    {
        string[] words = by.Split('-');
        return words[0] == "rule" ? string.Join('-', words[..^1]) : words[0];
    }

    private static string LineOf(string sources, string place)
    {
        string[] parts = place.Split(':');
        string file = Path.Combine(sources, parts[0]);
        int line = int.Parse(parts[1], CultureInfo.InvariantCulture);
        return File.Exists(file) ? File.ReadLines(file).ElementAtOrDefault(line - 1)?.Trim() ?? "" : "";
    }
}
