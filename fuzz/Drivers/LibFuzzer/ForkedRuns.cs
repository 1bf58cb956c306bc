using System.Collections.Concurrent;
using System.Globalization;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>
/// <c>-fork=N</c>: N children fuzz at a time, each for a little longer than the one before and from part of the corpus, into folders of their
/// own; what is new in those is merged into the main one. Ends with the first fault that is not to be ignored.
/// </summary>
internal sealed class ForkedRuns
{
    private const int LongestJob = 300;                     // seconds

    private readonly SelfCommand _self;
    private readonly Flags _flags;
    private readonly TextWriter _errors;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly string _folder;
    private readonly string _corpus;
    private readonly DeterministicRandom _random;
    private readonly HashSet<int> _features = [];
    private readonly HashSet<int> _edges = [];
    private readonly List<string> _files = [];
    private readonly BlockingCollection<ForkedJob> _toDo = [];
    private readonly BlockingCollection<ForkedJob> _done = [];
    private readonly int[] _ignored = new int[3];           // memory, time, crashes
    private long _runs;
    private int _jobs;

    public ForkedRuns(SelfCommand self, Flags flags, TextWriter errors, TimeProvider time)
    {
        (_self, _flags, _errors, _time, _start) = (self, flags, errors, time, time.GetTimestamp());
        _folder = Directory.CreateTempSubdirectory("FuzzWithFork").FullName;
        _corpus = flags.Inputs is [{ } first, ..] ? first : Directory.CreateDirectory(Path.Combine(_folder, "C")).FullName;
        _random = new DeterministicRandom(flags.IsSet("seed") ? (ulong)flags["seed"] : (ulong)_start);
    }

    private long Seconds => (long)_time.GetElapsedTime(_start).TotalSeconds;

    private string StopFile => Path.Combine(_folder, "STOP");

    public int Run(CancellationToken cancellation)
    {
        try
        {
            return RunJobs(cancellation);
        }
        finally
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private int RunJobs(CancellationToken cancellation)
    {
        int places = (int)_flags["fork"];
        _errors.WriteLine($"INFO: -fork={places}: fuzzing in separate process(s)");
        if (_flags.IsSet("keep_seed"))
        {
            _files.AddRange(Units.Find(_flags.Inputs));
        }
        else
        {
            Merge(Units.Find(_flags.Inputs), copies: false);
        }

        _errors.WriteLine($"INFO: -fork={places}: {_files.Count} seed inputs, starting to fuzz in {_folder}");

        // threads, for a child ends with the thread that started it
        Thread[] threads = [.. Enumerable.Range(0, places).Select(_ => new Thread(Work))];
        Array.ForEach(threads, thread => thread.Start());
        for (int place = 0; place < places; place++)
        {
            _toDo.Add(NewJob(), CancellationToken.None);
        }

        int code = TakeResults(cancellation);
        File.WriteAllText(StopFile, "");                    // the others end within a second
        _toDo.CompleteAdding();
        Array.ForEach(threads, thread => thread.Join());
        _errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"INFO: exiting: {code} time: {Seconds}s"));
        return code;
    }

    private void Work()
    {
        foreach (ForkedJob job in _toDo.GetConsumingEnumerable())
        {
            _done.Add(job with { Run = ChildRun.Of(job.Command) });
        }
    }

    private ForkedJob NewJob()
    {
        int number = ++_jobs;
        string corpus = Directory.CreateDirectory(Path.Combine(_folder, $"C{number}")).FullName;
        long seconds = Math.Min(LongestJob, number);
        SelfCommand command = _self.Without("fork", "runs").WithoutInputs(_flags.Inputs)
            .With("reload", "0").With("print_final_stats", "1").With("stop_file", StopFile)
            .With("seed", Text((uint)_random.Next() | 1)).With("max_total_time", Text(seconds));
        string[] seeds = [.. Enumerable.Range(0, Math.Min(_files.Count, (int)Math.Sqrt(_files.Count + 2))).Select(_ => _files[_random.Below(_files.Count)])];
        if (seeds.Length > 0)
        {
            string list = Path.Combine(_folder, $"{number}.seeds");
            File.WriteAllText(list, string.Join(',', seeds));
            command = command.With("seed_inputs", $"@{list}");
        }

        return new ForkedJob(number, command.WithInput(corpus), corpus);
    }

    /// <summary>Job after job, until the time or the executions are over, or a fault ends it; the last one's exit code.</summary>
    private int TakeResults(CancellationToken cancellation)
    {
        while (TryTake(cancellation) is { } job)
        {
            int code = job.Run!.ExitCode;
            if (code == LibFuzzerDriver.Interrupted)
            {
                _errors.WriteLine($"=={Environment.ProcessId}== libFuzzer: a child was interrupted; exiting");
                return code;
            }

            Collect(job);
            if (code != 0 && !IsIgnored(job))
            {
                _errors.WriteLine("INFO: log from the inner process:");
                job.Run.Lines.ForEach(_errors.WriteLine);
                return code;
            }

            if (IsOver())
            {
                return code;
            }

            _toDo.Add(NewJob(), CancellationToken.None);
        }

        return LibFuzzerDriver.Interrupted;
    }

    /// <summary>The next job that is over; null: we were asked to end.</summary>
    private ForkedJob? TryTake(CancellationToken cancellation)
    {
        try
        {
            return _done.Take(cancellation);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private void Collect(ForkedJob job)
    {
        _runs += job.Run!.Stat("number_of_executed_units");
        _errors.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"#{_runs}: cov: {_edges.Count} ft: {_features.Count} corp: {_files.Count} exec/s: {job.Run.Stat("average_exec_per_sec")} oom/timeout/crash: {string.Join('/', _ignored)} time: {Seconds}s job: {job.Number} dft_time: 0"));
        Merge(Units.Find([job.Corpus]), copies: true);
        Directory.Delete(job.Corpus, recursive: true);
    }

    private void Merge(IReadOnlyList<string> candidates, bool copies)
    {
        string control = Path.Combine(_folder, "merge.txt");
        MergeOutcome known = new([], _features, _edges);
        MergeOutcome outcome = new CrashResistantMerge(_self.WithoutInputs(_flags.Inputs), print: null).Run([], candidates, known, control) ?? MergeOutcome.Nothing;
        File.Delete(control);
        _features.UnionWith(outcome.NewFeatures);
        _edges.UnionWith(outcome.NewEdges);
        _files.AddRange(outcome.NewFiles.Select(file => copies ? Units.Write(_corpus, File.ReadAllBytes(file)) : file));
    }

    private bool IsIgnored(ForkedJob job)
    {
        int code = job.Run!.ExitCode;
        (int kind, string flag) = code == FaultReport.OutOfMemoryCode ? (0, "ignore_ooms") : code == _flags["timeout_exitcode"] ? (1, "ignore_timeouts") : (2, "ignore_crashes");
        _ignored[kind]++;
        if (kind == 2 && _flags.IsSet(flag))
        {
            job.Run.Lines.Where(line => line.Contains("ERROR:", StringComparison.Ordinal)).ToList().ForEach(_errors.WriteLine);
        }

        return _flags.IsSet(flag);
    }

    private bool IsOver()
    {
        bool byTime = _flags.IsSet("max_total_time") && Seconds >= _flags["max_total_time"];
        bool byRuns = _flags["runs"] >= 0 && _runs >= _flags["runs"];
        if (byTime || byRuns)
        {
            _errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"INFO: fuzzed for {(byTime ? $"{Seconds} seconds" : $"{_runs} iterations")}, wrapping up soon"));
        }

        return byTime || byRuns;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>One child, and what became of it.</summary>
    private sealed record ForkedJob(int Number, SelfCommand Command, string Corpus)
    {
        public ChildRun? Run { get; init; }
    }
}
