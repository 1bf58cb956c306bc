using System.Globalization;
using System.Numerics;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Feedbacks;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>Fuzzes: a campaign like any other, with libFuzzer's folder and lines, that ends with its first finding.</summary>
internal sealed class FuzzingRun(GuardedProcess process)
{
    private static readonly TimeSpan FirstPulse = TimeSpan.FromSeconds(2);

    private readonly Flags _flags = process.Flags;
    private readonly StatusLines _lines = process.Lines;
    private (Finding Finding, byte[] Unit)? _found;
    private int _pulses;

    public int Run()
    {
        long start = process.Time.GetTimestamp();
        string[] dictionary = _flags.Text("dict") is { } file ? File.ReadAllLines(file) : [];
        PrintDictionary(dictionary);
        IFuzzTarget target = process.Target.Choice.Load(process.Target.DialectName);
        _lines.Modules(target.Probes.Count, target.Counters.Address);
        (List<StoredTestcase> seeds, int maxLength) = Load();
        UnitStore store = new(process, maxLength);
        store.Know(seeds);
        FuzzOptions options = Options(seeds, dictionary, maxLength);
        using CancellationTokenSource limit = process.TimeLimit();
        SlowUnits slow = new(process);
        using FuzzCampaign campaign = new(options, process.Time, new CampaignSurroundings
        {
            Target = target,
            Store = store,
            Queue = _flags.IsSet("keep_seed") ? seeds : [],
            NextImport = store.NextImport,
            Watch = executor => slow.Watch(process.Watch(executor)),
            TakeFinding = Take,
            Inited = store.Init,
        });
        store.Status = campaign.Status;
        CampaignStatus last = campaign.Run(status => Look(status, limit), limit.Token);
        FinalStats stats = new(last.Executions, process.Time.GetElapsedTime(start), store.NewUnits, slow.Slowest, FinalStats.PeakOfThisProcess);
        int code = _found is { } found ? Report(found.Finding, found.Unit) : End(last, stats);
        process.PrintStats(stats);
        return code;
    }

    private FuzzOptions Options(List<StoredTestcase> seeds, string[] dictionary, int maxLength) => new()
    {
        Folder = "",
        Seeds = _flags.IsSet("keep_seed") ? [] : seeds,
        RunsAllSeeds = true,
        Dictionary = dictionary,
        Target = process.Target.Choice,
        Dialect = process.Target.Dialect,
        Feedback = _flags.IsSet("use_cmp") ? FeedbackKinds.All : FeedbackKinds.All & ~FeedbackKinds.Comparisons,
        Seed = process.Seed,
        Executions = _flags["runs"] >= 0 ? _flags["runs"] : null,
        StopsOnFinding = true,
        MaxLength = maxLength,
        LengthControl = (int)_flags["len_control"],
    };

    private void PrintDictionary(string[] dictionary)
    {
        int words = Mutators.MutationDictionary.Parse(dictionary, out _)?.Words.Length ?? 0;
        if (words > 0)
        {
            _lines.Say($"Dictionary: {words} entries");
        }
    }

    /// <summary>What the folders and lists of files hold, smallest first.</summary>
    private (List<StoredTestcase> Seeds, int MaxLength) Load()
    {
        foreach (string folder in _flags.Inputs)
        {
            _lines.Say(string.Create(CultureInfo.InvariantCulture, $"INFO: {Units.Find([folder]).Count,8} files found in {folder}"));
        }

        IReadOnlyList<string> files = Units.Find([.. _flags.Inputs, .. SeedFiles()]);
        long[] lengths = [.. files.Select(file => new FileInfo(file).Length)];
        int maxLength = (int)_flags["max_len"];
        if (maxLength <= 0)
        {
            maxLength = Units.LengthFor(lengths);
            _lines.Say($"INFO: -max_len is not provided; libFuzzer will not generate inputs larger than {maxLength} bytes");
        }

        _lines.Say(files.Count == 0
            ? "INFO: A corpus is not provided, starting from an empty corpus"
            : string.Create(CultureInfo.InvariantCulture, $"INFO: seed corpus: files: {files.Count} min: {lengths.Min()}b max: {lengths.Max()}b total: {lengths.Sum()}b rss: {FinalStats.PeakOfThisProcess}Mb"));
        return ([.. files.Select(file => Units.Load(file, maxLength))], maxLength);
    }

    private string[] SeedFiles()
    {
        string list = _flags.Text("seed_inputs") ?? "";
        string names = list.StartsWith('@') ? File.ReadAllText(list[1..]) : list;
        return names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private bool Take(Finding finding, byte[] testcase, long executions)
    {
        _found ??= (finding, testcase);
        return true;
    }

    /// <summary>About once a second: a line each time the executions have doubled, and whether somebody wants it to end.</summary>
    private void Look(CampaignStatus status, CancellationTokenSource limit)
    {
        int doubled = BitOperations.Log2((ulong)status.Executions | 1);
        if (doubled > _pulses && status.Elapsed >= FirstPulse)
        {
            _lines.Event("pulse", status);
        }

        _pulses = doubled;
        if (_flags.Text("stop_file") is { } file && File.Exists(file))
        {
            limit.Cancel();
        }
    }

    /// <summary>The finding once more where stacks are exact; where it does not show again, as it was.</summary>
    private int Report(Finding finding, byte[] unit)
    {
        long start = process.Time.GetTimestamp();
        using Reproducer reproducer = process.NewReproducer();
        Finding exact = reproducer.Judge(unit) ?? finding;
        return process.Report(Fault.Of(exact, process.Time.GetElapsedTime(start)), unit);
    }

    private int End(CampaignStatus last, FinalStats stats)
    {
        _lines.Event("DONE", last);
        _lines.Say(string.Create(CultureInfo.InvariantCulture, $"Done {last.Executions} runs in {(long)stats.Elapsed.TotalSeconds} second(s)"));
        return 0;
    }
}
