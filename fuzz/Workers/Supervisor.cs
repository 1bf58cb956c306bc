using System.Threading.Channels;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Fuzz.Workers;

/// <summary>
/// A campaign in worker processes. Each runs the whole loop; the supervisor owns the folder, hands what one of them keeps to the others,
/// and replaces one that dies or is stuck, whose input is then a finding. Everything here happens on one task, event by event.
/// </summary>
public sealed class Supervisor : IDisposable
{
    /// <summary>Workers in a row that die before they execute anything: then it is not the inputs.</summary>
    private const int MostFailedStarts = 3;

    /// <summary>The same of workers that somebody else ends, as a kernel without memory does: on a slow machine several may meet their killer while they start.</summary>
    private const int MostKilledStarts = 20;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PlotEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SyncEvery = TimeSpan.FromSeconds(10);

    private readonly FuzzOptions _options;
    private readonly WorkerOptions _workers;
    private readonly TimeProvider _time;
    private readonly Channel<WorkerEvent> _events = Channel.CreateUnbounded<WorkerEvent>(new UnboundedChannelOptions { SingleReader = true });
    private readonly WorkerSlot[] _slots;
    private readonly HashSet<ulong> _killers = [];
    private SharedFolder? _folder;
    private WorkerProcess? _spare;
    private int _newFindings;
    private int _failedStarts;
    private long _start;
    private DateTimeOffset _started;

    public Supervisor(FuzzOptions options, WorkerOptions workers, TimeProvider time)
    {
        (_options, _workers, _time) = (options, workers, time);
        _slots = [.. Enumerable.Range(0, workers.Jobs).Select(index => new WorkerSlot(index))];
    }

    /// <summary>Opened when the first worker has loaded its target: one that is refused leaves none behind.</summary>
    private SharedFolder Folder => _folder ??= SharedFolder.Open(_options, _workers.SyncFolder);

    /// <summary>What the mutators of all workers came to.</summary>
    public IReadOnlyList<MutatorYield> Yields =>
        [.. _slots.SelectMany(slot => slot.Yields).GroupBy(yield => yield.Name).Select(group => new MutatorYield(group.Key, group.Sum(each => each.Tried), group.Sum(each => each.Kept)))];

    /// <summary>The bugs in the folder, by signature; those of earlier runs too.</summary>
    public IReadOnlyList<string> Signatures => [.. FuzzCampaign.OpenFindings(_options).Seen.Keys];

    /// <summary>Runs until the executions are done or it is cancelled, which ends it as cleanly; reports about once a second.</summary>
    public async Task<CampaignStatus> RunAsync(Action<CampaignStatus> report, CancellationToken cancellation)
    {
        (_started, _start) = (_time.GetUtcNow(), _time.GetTimestamp());
        foreach (WorkerSlot slot in _slots)
        {
            slot.Process = StartProcess();
        }

        TimeSpan nextReport = ReportEvery;
        TimeSpan nextPlot = TimeSpan.Zero;
        TimeSpan nextSync = TimeSpan.Zero;
        while (_slots.Any(slot => !slot.IsDone))
        {
            await TakeEventsAsync();
            if (cancellation.IsCancellationRequested || (_options.StopsOnFinding && _newFindings > 0))
            {
                StopAll();
            }

            Look();
            TimeSpan elapsed = _time.GetElapsedTime(_start);
            if (elapsed >= nextReport && _slots.Any(slot => slot.Status is not null))
            {
                CampaignStatus status = Save(plots: elapsed >= nextPlot);
                report(status);
                nextReport = elapsed + ReportEvery;
                nextPlot = elapsed >= nextPlot ? elapsed + PlotEvery : nextPlot;
            }

            if (elapsed >= nextSync && _slots.All(slot => slot.IsWorking))
            {
                ImportFromPeers();
                nextSync = elapsed + SyncEvery;
            }
        }

        return Save(plots: true);
    }

    public void Dispose()
    {
        _spare?.Dispose();
        foreach (WorkerSlot slot in _slots)
        {
            slot.Process?.Dispose();
        }
    }

    private WorkerProcess StartProcess() => WorkerProcess.Start(_workers, _options, _events.Writer);

    /// <summary>Waits for something to happen, a moment at the most.</summary>
    private async Task TakeEventsAsync()
    {
        using CancellationTokenSource moment = new(LookEvery, _time);
        try
        {
            await _events.Reader.WaitToReadAsync(moment.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        while (_events.Reader.TryRead(out WorkerEvent happened))
        {
            await TakeAsync(happened);
        }
    }

    private async Task TakeAsync(WorkerEvent happened)
    {
        if (happened.Worker == _spare)
        {
            _spare = happened.Frame is null ? null : _spare;
            return;
        }

        WorkerSlot? slot = _slots.FirstOrDefault(slot => slot.Process == happened.Worker);
        if (slot is null)
        {
            return;
        }

        if (happened.Frame is { } frame)
        {
            Take(slot, frame);
        }
        else if (!slot.IsDone)
        {
            await ReplaceAsync(slot);
        }
    }

    private void Take(WorkerSlot slot, Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Refused: throw new TargetRefusedException(frame.Read<string>());
            case FrameKind.Ready when slot.IsWorking: break;        // it was the spare, and has its order already
            case FrameKind.Ready: Order(slot); break;
            case FrameKind.Kept: Keep(slot, frame); break;
            case FrameKind.Failed: SaveFailure(slot, frame); break;
            case FrameKind.Report: slot.Status = frame.Read<CampaignStatus>(); break;
            case FrameKind.Done: End(slot, frame.Read<CampaignStatus>()); break;
            default: throw new InvalidDataException($"a worker said {frame.Kind}");
        }
    }

    /// <summary>Gives a worker that has loaded its target the queue and its part of the work.</summary>
    private void Order(WorkerSlot slot)
    {
        foreach (StoredTestcase stored in Folder.LoadQueue())
        {
            slot.Process!.Tell(FrameKind.Stored, stored.Name, stored.Testcase);
        }

        slot.Share = _options.Executions is { } all ? Math.Max(0, (all / _slots.Length) + (slot.Index < all % _slots.Length ? 1 : 0) - slot.ExecutionsBefore) : null;
        slot.IsWorking = slot.Process!.Tell(FrameKind.Go, new WorkOrder(_options.Seed + slot.NextSeed(_slots.Length), slot.Share, [.. _killers]));
    }

    /// <summary>One that ends before its share is done has found what it was to stop at.</summary>
    private void End(WorkerSlot slot, CampaignStatus status)
    {
        slot.Status = status;
        slot.End();
        _newFindings += _options.StopsOnFinding && !slot.IsStopping && !(status.Executions >= slot.Share) ? 1 : 0;
    }

    private void Keep(WorkerSlot slot, Frame frame)
    {
        KeptTestcase kept = frame.Read<KeptTestcase>();
        if (!Folder.TryKeep(kept with { Executions = kept.Executions + slot.ExecutionsBefore }, frame.Bytes))
        {
            return;
        }

        slot.Kept++;
        foreach (WorkerSlot other in _slots.Where(other => other != slot && other.IsWorking))
        {
            other.Process!.Tell(FrameKind.Import, $"import,{kept.Operation}", frame.Bytes);
        }
    }

    /// <summary>Hands what other instances found to every worker; what is new to one comes back as kept.</summary>
    private void ImportFromPeers()
    {
        foreach (StoredTestcase found in Folder.TakeFromPeers())
        {
            foreach (WorkerSlot slot in _slots)
            {
                slot.Process!.Tell(FrameKind.Import, found.Name, found.Testcase);
            }
        }
    }

    private void SaveFailure(WorkerSlot slot, Frame frame)
    {
        FailedTestcase failed = frame.Read<FailedTestcase>();
        _newFindings++;
        Folder.SaveFailure(failed with { Executions = failed.Executions + slot.ExecutionsBefore }, frame.Bytes);
    }

    /// <summary>A worker is dead: its input is the finding, and another takes its place.</summary>
    private async Task ReplaceAsync(WorkerSlot slot)
    {
        WorkerProcess dead = slot.Process!;
        WorkerDeath death = await dead.DeathAsync();
        _failedStarts = dead.Shared.Executions > 0 ? 0 : _failedStarts + 1;
        if (_failedStarts > (death.CameFromOutside ? MostKilledStarts : MostFailedStarts))
        {
            throw new IOException($"workers do not start ({death.Came}): {string.Join('\n', death.Errors)}");
        }

        if (dead.Shared.Executions > 0 && (dead.Shared.IsRunning || !death.CameFromOutside))
        {
            byte[] input = dead.Shared.Input;
            _killers.Add(TestcaseDigest.Of(input));
            _newFindings += Folder.Report(death, input, slot.ExecutionsBefore + dead.Shared.Executions) ? 1 : 0;
        }

        slot.Bury(dead.Shared.Executions);
        dead.Dispose();
        if (slot.IsStopping)
        {
            slot.Process = null;
            return;
        }

        slot.Process = _spare ?? StartProcess();
        if (_spare is not null)
        {
            _spare = null;
            Order(slot);
        }
    }

    private void StopAll()
    {
        foreach (WorkerSlot slot in _slots.Where(slot => !slot.IsDone && !slot.IsStopping))
        {
            slot.IsStopping = true;
            slot.Process!.Tell(FrameKind.Stop, "");
            slot.GiveUpUnlessWorking();
        }
    }

    /// <summary>Ends what is stuck or too big, and keeps a worker in reserve once all are at work.</summary>
    private void Look()
    {
        foreach (WorkerSlot slot in _slots.Where(slot => !slot.IsDone && slot.IsWorking))
        {
            if (slot.IsStuck(_time, _workers.Timeout))
            {
                slot.Process!.Kill(WorkerDeath.OfTime(_workers.Timeout));
            }
            else if (slot.Process!.ResidentBytes is var bytes && bytes > _workers.Memory * 3L << 19)
            {
                slot.Process.Kill(WorkerDeath.OfMemory(bytes));
            }
        }

        if (_spare is null && _slots.All(slot => slot.Status is not null && !slot.IsDone && !slot.IsStopping))
        {
            _spare = StartProcess();
        }
    }

    private CampaignStatus Save(bool plots) =>
        Folder.Save(WorkerSlot.Sum(_slots) with { Started = _started, Elapsed = _time.GetElapsedTime(_start), Yields = Yields }, plots);
}
