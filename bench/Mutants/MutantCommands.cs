using System.Globalization;

namespace QmpFuzz.Bench.Mutants;

/// <summary>What <c>bench mutants</c> was asked to do; <c>try</c> and <c>fuzz</c> are for the processes that it starts itself.</summary>
internal static class MutantCommands
{
    public const string Usage = "bench mutants CORPUS RESULTS [--count N] [--seconds S] [--seed N] [--jobs N] [--minutes M] [--survivors | --summary]";

    /// <summary>False if that is not a call.</summary>
    public static bool TryRun(string[] arguments, TextWriter output)
    {
        switch (arguments)
        {
            case ["try", string key, string corpus, string expected, string seconds]:
                MutantTrial.Run(key, corpus, expected, Number(seconds), output);
                return true;
            case ["fuzz", string key, string seconds]:
                MutantTrial.Fuzz(key, Number(seconds), output);
                return true;
            case [string corpus, string results, "--summary"]:
                MutantSummary.Write(MutantResult.Load(results), Path.GetDirectoryName(Path.GetFullPath(corpus))!, output);
                return true;
            case [string corpus, string results, .. string[] options] when Parse(new MutantOptions(corpus, results), options) is { } parsed:
                new MutantRun(parsed, output).Run();
                return true;
            default:
                return false;
        }
    }

    private static MutantOptions? Parse(MutantOptions options, ReadOnlySpan<string> arguments) => arguments switch
    {
        [] => options,
        ["--survivors", .. var rest] => Parse(options with { OnlySurvivors = true }, rest),
        ["--count", var count, .. var rest] => Parse(options with { Count = (int)Number(count) }, rest),
        ["--seconds", var seconds, .. var rest] => Parse(options with { Seconds = Number(seconds) }, rest),
        ["--jobs", var jobs, .. var rest] => Parse(options with { Jobs = (int)Number(jobs) }, rest),
        ["--seed", var seed, .. var rest] => Parse(options with { Seed = (ulong)Number(seed) }, rest),
        ["--minutes", var minutes, .. var rest] => Parse(options with { Limit = TimeSpan.FromMinutes(Number(minutes)) }, rest),
        _ => null,
    };

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
