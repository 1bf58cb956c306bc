using QmpFuzz.Fuzz.Reports;

namespace QmpFuzz.Fuzz.Workers;

/// <summary>One of the workers of a campaign: the process that has the place now, and what those before it came to.</summary>
internal sealed class WorkerSlot(int index)
{
    private readonly List<MutatorYield> _yieldsBefore = [];
    private int _incarnation;
    private long _lastExecutions = -1;
    private long _lastMove;

    public int Index => index;

    public WorkerProcess? Process { get; set; }

    /// <summary>The target is loaded and the order given.</summary>
    public bool IsWorking { get; set; }

    public bool IsStopping { get; set; }

    public bool IsDone { get; private set; }

    /// <summary>Testcases that it was the first to keep.</summary>
    public int Kept { get; set; }

    /// <summary>Executions of the processes that died in this place.</summary>
    public long ExecutionsBefore { get; private set; }

    /// <summary>Executions that the process in this place is to do; null: until stopped.</summary>
    public long? Share { get; set; }

    public CampaignStatus? Status { get; set; }

    /// <summary>What the mutators of all processes in this place came to, as far as each lived to tell.</summary>
    public IEnumerable<MutatorYield> Yields => _yieldsBefore.Concat(Status?.Yields ?? []);

    /// <summary>What to add to the campaign's seed: 0 for the first process of the first worker, else never the same twice.</summary>
    public ulong NextSeed(int jobs) => 0x9E37_79B9_7F4A_7C15UL * (ulong)(index + (jobs * _incarnation));

    public void End() => (IsDone, IsWorking) = (true, false);

    /// <summary>The process is dead: the place waits for another.</summary>
    public void Bury(long executions)
    {
        ExecutionsBefore += executions;
        _yieldsBefore.AddRange(Status?.Yields ?? []);
        Status = Status is null ? null : Status with { Executions = 0, Yields = [] };
        _incarnation++;
        (IsWorking, _lastExecutions) = (false, -1);
        IsDone = IsStopping;
    }

    /// <summary>One that has not begun has nothing to end.</summary>
    public void GiveUpUnlessWorking() => IsDone |= !IsWorking;

    /// <summary>The same execution has been running for that long.</summary>
    public bool IsStuck(TimeProvider time, TimeSpan limit)
    {
        long executions = Process!.Shared.Executions;
        if (executions != _lastExecutions || !Process.Shared.IsRunning)
        {
            (_lastExecutions, _lastMove) = (executions, time.GetTimestamp());
        }

        return time.GetElapsedTime(_lastMove) > limit;
    }

    /// <summary>All workers together: counts are added, what they tell each other is the most that one of them knows.</summary>
    public static CampaignStatus Sum(IReadOnlyList<WorkerSlot> slots)
    {
        CampaignStatus[] known = [.. slots.Select(slot => slot.Status).OfType<CampaignStatus>()];
        CampaignStatus first = known.FirstOrDefault() ?? Nothing;
        return first with
        {
            Executions = slots.Sum(slot => slot.ExecutionsBefore + (slot.Status?.Executions ?? 0)),
            Kept = slots.Sum(slot => slot.Kept),
            EdgesFound = known.Select(status => status.EdgesFound).DefaultIfEmpty().Max(),
            FavouredCount = known.Select(status => status.FavouredCount).DefaultIfEmpty().Max(),
            Cycles = known.Select(status => status.Cycles).DefaultIfEmpty().Min(),
            Stability = known.Select(status => status.Stability).Min(),
            MaxDepth = known.Select(status => status.MaxDepth).DefaultIfEmpty().Max(),
        };
    }

    private static CampaignStatus Nothing { get; } = new()
    {
        Started = default, Elapsed = default, Executions = 0, EdgesFound = 0, EdgesTotal = 0, CorpusCount = 0, FavouredCount = 0, Kept = 0,
        Findings = 0, Crashes = 0, Hangs = 0, Cycles = 0, CurrentEntry = 0, MaxDepth = 0,
    };
}
