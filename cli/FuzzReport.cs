using System.Globalization;
using System.Text.Json;
using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Cli;

/// <summary>What a campaign came to, for people or as JSON.</summary>
internal sealed record FuzzReport(CampaignStatus Status, IReadOnlyList<MutatorYield> Yields, IReadOnlyList<string> Signatures, string Folder, ulong Seed, string Repeat)
{
    public void PrintText(TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"executions   {Status.Executions} in {Status.Elapsed.TotalSeconds:F1} s, {Status.ExecutionsPerSecond:F0} a second"));
        output.WriteLine(Status.EdgesTotal > 0
            ? string.Create(CultureInfo.InvariantCulture, $"edges        {Status.EdgesFound} of {Status.EdgesTotal} ({100.0 * Status.EdgesFound / Status.EdgesTotal:F1} %)")
            : string.Create(CultureInfo.InvariantCulture, $"answers      {Status.EdgesFound} kinds, and pairs of kinds that followed one another"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"corpus       {Status.CorpusCount} testcases, {Status.Kept} of them new, in {Path.Combine(Folder, "queue")}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"findings     {Signatures.Count}"));
        foreach (string signature in Signatures)
        {
            output.WriteLine($"  {Path.Combine(Folder, "findings", signature)}");
        }

        if (Status.Compared is { } compared)
        {
            PrintComparison(compared, output);
        }

        output.WriteLine("yields       kept of tried, by family of mutators");
        foreach (IGrouping<string, MutatorYield> family in ByFamily())
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {family.Key,-12} {family.Sum(mutator => mutator.Kept),7} of {family.Sum(mutator => mutator.Tried)}"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed         {Seed}"));
        output.WriteLine($"repeat with  {Repeat}");
    }

    public void PrintJson(TextWriter output) => output.WriteLine(JsonSerializer.Serialize(new
    {
        executions = Status.Executions,
        seconds = Status.Elapsed.TotalSeconds,
        executions_per_second = Status.ExecutionsPerSecond,
        edges_found = Status.EdgesFound,
        edges_total = Status.EdgesTotal,
        corpus = Status.CorpusCount,
        kept = Status.Kept,
        findings = Signatures,
        compared = Status.Compared is { } compared ? new { sessions = compared.Sessions, known = compared.Known, replaced = compared.Replaced, unsteady = compared.Unsteady } : null,
        yields = Yields.ToDictionary(mutator => mutator.Name, mutator => new { tried = mutator.Tried, kept = mutator.Kept }),
        folder = Folder,
        seed = Seed,
        repeat = Repeat,
    }));

    private static void PrintComparison(ComparisonCounts compared, TextWriter output)
    {
        output.WriteLine("compared     sessions, by how far");
        PrintCounts(compared.Sessions, output);
        output.WriteLine("known        differences, by place");
        PrintCounts(compared.Known, output);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"replaced     {compared.Replaced} servers whose machine may have changed"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"unsteady     {compared.Unsteady} sessions that differed, and did not when they were played again"));
    }

    private static void PrintCounts(IReadOnlyDictionary<string, long> counts, TextWriter output)
    {
        foreach ((string name, long count) in counts)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count,9}  {name}"));
        }
    }

    private IEnumerable<IGrouping<string, MutatorYield>> ByFamily() => Yields.GroupBy(mutator => mutator.Name[..mutator.Name.IndexOf('.', StringComparison.Ordinal)]);
}
