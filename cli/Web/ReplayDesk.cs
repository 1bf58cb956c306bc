using System.Collections.Immutable;
using QmpFuzz.Replay;
using QmpFuzz.Replay.Safety;

namespace QmpFuzz.Cli.Web;

/// <summary>Plays one recording at a time against a target of its own. What reaches the host is refused, always: no page may allow it.</summary>
internal sealed class ReplayDesk(ReplayTargetPlan plan, TimeProvider time) : IAsyncDisposable
{
    private const int MostRefusals = 100;

    // a target that we start is there to be broken, the machine around it is not
    private static readonly SafetyPolicy Policy = new(AllowDestructive: true, AllowHostAccess: false);

    private readonly Lock _lock = new();
    private CancellationTokenSource? _cancellation;
    private Task _playing = Task.CompletedTask;

    public ReplayTargetPlan Plan => plan;

    /// <summary>The replay under way, or the last one; null if there was none.</summary>
    public ReplayJob? Job { get; private set; }

    /// <summary>Starts a replay; false while another one is under way.</summary>
    public bool TryStart(ReplayOrder order)
    {
        lock (_lock)
        {
            if (Job is { Outcome: null })
            {
                return false;
            }

            _cancellation?.Dispose();
            _cancellation = new CancellationTokenSource();
            ReplayJob job = Job = new ReplayJob(order);
            CancellationToken cancellation = _cancellation.Token;
            _playing = Task.Run(() => RunAsync(job, cancellation), CancellationToken.None);
            return true;
        }
    }

    public void Cancel()
    {
        lock (_lock)
        {
            _cancellation?.Cancel();
        }
    }

    /// <summary>Ends the replay that is under way, and its target.</summary>
    public async ValueTask DisposeAsync()
    {
        Cancel();
        await _playing;
        _cancellation?.Dispose();
    }

    private async Task RunAsync(ReplayJob job, CancellationToken cancellation)
    {
        try
        {
            job.Outcome = await PlayAsync(job, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            job.Outcome = new Cancelled();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            job.Outcome = new Failed(failure.Message);
        }
        catch (Exception ours)                              // the next one may be played all the same
        {
            job.Outcome = new Failed($"This is a fault of qmpfuzz: {ours}");
        }
    }

    private async Task<ReplayOutcome> PlayAsync(ReplayJob job, CancellationToken cancellation)
    {
        RecordingFiles files = RecordingFiles.Read(job.Order.Sessions);
        if (!files.Unreadable.IsEmpty)
        {
            return new Failed(string.Join('\n', files.Unreadable));
        }

        int refused = 0;
        ImmutableArray<Refusal> first = [.. SafetyCheck.Judge(files.Recordings, Policy).Where(_ => refused++ < MostRefusals)];
        if (refused > 0)
        {
            return new Refused(first, refused);
        }

        ReplayOptions options = new() { Speed = job.Order.Speed, Compare = job.Order.Compare };
        ClientReplayer replayer = new(options, time);
        return new Played(await SpawnedReplay.PlayAsync(replayer, files.Recordings, plan.For(job.Order.Dialect), job, time, cancellation), options);
    }
}
