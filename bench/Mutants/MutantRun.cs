using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace QmpFuzz.Bench.Mutants;

/// <summary>What a run of the mutation test is to do; the results are a file to which one line a mutant is added.</summary>
internal sealed record MutantOptions(string Corpus, string Results)
{
    /// <summary>Mutants that change an answer, all runs together.</summary>
    public int Count { get; init; } = 320;

    /// <summary>Of campaign for each.</summary>
    public double Seconds { get; init; } = 20;

    /// <summary>Mutants that are tried at the same time.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>The order in which they are tried is drawn from it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The run ends after that time, to be gone on with.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.MaxValue;

    /// <summary>Those that were not noticed are tried again, and no others.</summary>
    public bool OnlySurvivors { get; init; }
}

/// <summary>Tries one mutant after the other, each in a process of its own, and leaves out those that have a result.</summary>
internal sealed class MutantRun(MutantOptions options, TextWriter output)
{
    /// <summary>Starting, and answering all transcripts: some seconds on a busy machine.</summary>
    private const double StartLimit = 40;

    private readonly string _expected = $"{options.Results}.expected";
    private readonly Lock _lock = new();
    private int _counted;

    public void Run()
    {
        long start = Stopwatch.GetTimestamp();
        File.WriteAllLines(_expected, new Outputs(options.Corpus).Of(core: null));
        IReadOnlyList<MutantResult> known = MutantResult.Load(options.Results);
        _counted = known.Count(result => result.Changes);
        IEnumerable<MutationPoint> points = Points(known).TakeWhile(_ => (_counted < options.Count || options.OnlySurvivors) && Stopwatch.GetElapsedTime(start) < options.Limit);
        Parallel.ForEach(Partitioner.Create(points, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = options.Jobs }, point => Note(Try(point)));
        File.Delete(_expected);
    }

    private void Note(MutantResult result)
    {
        lock (_lock)
        {
            result.AppendTo(options.Results);
            _counted += result.Changes ? 1 : 0;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_counted,4} {(result.Changes ? result.By ?? "NOT NOTICED" : "changes nothing")} ({result.Seconds:F1} s): {result.Place} {result.Change}"));
        }
    }

    private IEnumerable<MutationPoint> Points(IReadOnlyList<MutantResult> known)
    {
        HashSet<string> survivors = [.. known.Where(result => result is { Changes: true, By: null }).Select(result => result.Key)];
        HashSet<string> tried = [.. known.Select(result => result.Key)];
        return Rooms.InTurn(MutatedCore.Points(), options.Seed).Where(point => options.OnlySurvivors ? survivors.Contains(point.Key) : !tried.Contains(point.Key));
    }

    private MutantResult Try(MutationPoint point)
    {
        long start = Stopwatch.GetTimestamp();
        MutantProcess trial = MutantProcess.Run(StartLimit + options.Seconds, "try", point.Key, options.Corpus, _expected, Invariant(options.Seconds));
        string? changes = trial.Find(MutantTrial.Changes);
        if (changes is null)
        {
            // it died of a transcript, which the campaign does not know
            trial = MutantProcess.Run(StartLimit + options.Seconds, "fuzz", point.Key, Invariant(options.Seconds));
        }

        if (trial.Find(MutantTrial.Made) is null)
        {
            throw new InvalidOperationException($"{point.Key}: cannot be made: {trial.Death?.Details}");
        }

        long executions = long.Parse(trial.Find(MutantTrial.Executions) ?? "0", CultureInfo.InvariantCulture);
        return new MutantResult(
            point.Key, point.Room, point.Place, point.Change, changes != "", trial.Death?.Signature.Text ?? trial.Find(MutantTrial.Noticed), executions, Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 1));
    }

    private static string Invariant(double number) => number.ToString(CultureInfo.InvariantCulture);
}
