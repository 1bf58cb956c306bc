using System.Collections.Immutable;
using QmpFuzz.Replay;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Safety;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Cli.Web;

/// <summary>What somebody pressed a button for.</summary>
/// <param name="Title">What is replayed, for a reader.</param>
/// <param name="Page">The address of its page.</param>
/// <param name="Sessions">The files.</param>
/// <param name="Dialect">What they speak.</param>
/// <param name="Speed">How fast.</param>
/// <param name="Compare">Which differences count.</param>
internal sealed record ReplayOrder(string Title, string Page, IReadOnlyList<string> Sessions, string Dialect, PlaybackSpeed Speed, CompareLevel Compare);

/// <summary>How a replay ended.</summary>
internal abstract record ReplayOutcome;

/// <summary>It was played to its end.</summary>
internal sealed record Played(ReplayReport Report, ReplayOptions Options) : ReplayOutcome;

/// <summary>Nothing was sent: it has commands that no page may send.</summary>
internal sealed record Refused(ImmutableArray<Refusal> First, int Count) : ReplayOutcome;

/// <summary>The files, the target or the system did not let us.</summary>
internal sealed record Failed(string Reason) : ReplayOutcome;

/// <summary>Somebody pressed the other button.</summary>
internal sealed record Cancelled : ReplayOutcome;

/// <summary>A replay under way, or the last one. Written by the thread that plays, read by those of requests.</summary>
internal sealed class ReplayJob(ReplayOrder order) : IProgress<ReplayProgress>
{
    private readonly Lock _lock = new();
    private ReplayProgress _progress;
    private ReplayOutcome? _outcome;

    public ReplayOrder Order => order;

    public ReplayProgress Progress
    {
        get
        {
            lock (_lock)
            {
                return _progress;
            }
        }
    }

    /// <summary>Null while it is played.</summary>
    public ReplayOutcome? Outcome
    {
        get
        {
            lock (_lock)
            {
                return _outcome;
            }
        }

        set
        {
            lock (_lock)
            {
                _outcome = value;
            }
        }
    }

    public void Report(ReplayProgress value)
    {
        lock (_lock)
        {
            _progress = value;
        }
    }
}
