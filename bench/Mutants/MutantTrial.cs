using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Bench.Mutants;

/// <summary>
/// One mutant, in a process of its own: does it change an answer, and do the oracles notice it in a campaign from the shipped seeds,
/// which knows neither what the answers should be nor the core without the mutation. Prints what it knows as soon as it knows it.
/// </summary>
internal static class MutantTrial
{
    /// <summary>The mutant is made: what goes wrong from here on is its doing.</summary>
    public const string Made = "made";

    /// <summary>Before the number of the testcase that shows the change, or nothing.</summary>
    public const string Changes = "changes ";

    /// <summary>Before the signature of the finding.</summary>
    public const string Noticed = "noticed ";

    /// <summary>Before how many executions there were, last.</summary>
    public const string Executions = "executions ";

    /// <summary>A mutant that changes no answer is not fuzzed.</summary>
    public static void Run(string key, string corpus, string expected, double seconds, TextWriter output)
    {
        AssemblyImage core = Make(key, output);
        int? difference = new Outputs(corpus).FirstDifference(core, File.ReadAllLines(expected));
        output.WriteLine($"{Changes}{difference}");
        if (difference is not null)
        {
            Fuzz(core, seconds, output);
        }
    }

    /// <summary>One that is known to change some answer.</summary>
    public static void Fuzz(string key, double seconds, TextWriter output) => Fuzz(Make(key, output), seconds, output);

    private static AssemblyImage Make(string key, TextWriter output)
    {
        AssemblyImage core = MutatedCore.With(key);
        output.WriteLine(Made);
        return core;
    }

    private static void Fuzz(AssemblyImage core, double seconds, TextWriter output)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("qmpfuzz-mutant");
        try
        {
            FuzzOptions options = new()
            {
                Folder = folder.FullName,
                Seeds = ShippedFiles.LoadSeeds(),
                Dictionary = ShippedFiles.LoadDictionary(),
                Seed = 1,
                StopsOnFinding = true,
                Target = TargetChoice.Embedded with { Core = core },
            };
            Finding? first = null;
            CampaignSurroundings around = CampaignSurroundings.Alone(options) with { TakeFinding = (finding, _, _) => (first ??= finding) == finding };
            using FuzzCampaign campaign = new(options, TimeProvider.System, around);
            using CancellationTokenSource limit = new(TimeSpan.FromSeconds(seconds));
            long executions = campaign.Run(static _ => { }, limit.Token).Executions;
            output.WriteLine(first is null ? "" : $"{Noticed}{first.Signature}");
            output.WriteLine(FormattableString.Invariant($"{Executions}{executions}"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
