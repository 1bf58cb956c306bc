using System.Globalization;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary><c>-jobs=N</c>: runs the same call N times, in <c>-workers</c> places, and shows the log of each when it is over.</summary>
internal sealed class JobRuns(SelfCommand self, Flags flags, TextWriter errors)
{
    private readonly SelfCommand _job = self.Without("jobs", "workers");
    private readonly Lock _printing = new();
    private int _next;
    private int _failed;

    public int Run()
    {
        long workers = flags.IsSet("workers") ? flags["workers"] : Math.Clamp(Environment.ProcessorCount / 2, 1, flags["jobs"]);
        if (workers > 1 && !flags.IsSet("workers"))
        {
            errors.WriteLine($"Running {workers} workers");
        }

        // threads, for a child ends with the thread that started it
        Thread[] threads = [.. Enumerable.Range(0, (int)Math.Min(workers, flags["jobs"])).Select(_ => new Thread(Work))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return _failed > 0 ? 1 : 0;
    }

    private void Work()
    {
        while (Interlocked.Increment(ref _next) - 1 is var job && job < flags["jobs"])
        {
            string log = string.Create(CultureInfo.InvariantCulture, $"fuzz-{job}.log");
            Print(() => errors.WriteLine($"{_job} >{log} 2>&1"));
            int code = RunInto(log);
            _ = code == 0 || Interlocked.Increment(ref _failed) > 0;
            Print(() =>
            {
                errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"================== Job {job} exited with exit code {code} ============"));
                errors.Write(File.ReadAllText(log));
            });
        }
    }

    private int RunInto(string log)
    {
        using StreamWriter file = new(log) { AutoFlush = true };
        return _job.Run(file.WriteLine);
    }

    private void Print(Action print)
    {
        lock (_printing)
        {
            print();
        }
    }
}
