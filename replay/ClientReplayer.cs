using System.Collections.Immutable;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Binding;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay;

/// <summary>A server to play against, and the folder it works in, if that is known and ours to use.</summary>
public sealed record ReplayTarget(QmpEndpoint Endpoint, string? WorkingFolder = null);

/// <summary>
/// Plays recordings as their client against a live server, on time, and says what the server said differently. Recordings of one
/// group are played together, others one after the other. A server that cannot be reached at all is an <see cref="EndpointUnreachableException"/>.
/// </summary>
public sealed class ClientReplayer(ReplayOptions options, TimeProvider time)
{
    public Task<ReplayReport> PlayAsync(
        IReadOnlyList<Recording> recordings, ReplayTarget target, IProgress<ReplayProgress>? progress, CancellationToken cancellation) =>
        Task.Factory.StartNew(
            () => Play(recordings, target, progress, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private ReplayReport Play(IReadOnlyList<Recording> recordings, ReplayTarget target, IProgress<ReplayProgress>? progress, CancellationToken cancellation)
    {
        PunctualThread.Become();
        TimeSpan took = TimeSpan.Zero;
        TimeSpan processor = TimeSpan.Zero;
        ImmutableArray<ImmutableArray<RecordedSession>> groups = [.. Groups(recordings)];
        ReplayProgressMeter meter = new(progress, Duration(groups) * options.Loops);
        Lateness lateness = new();
        List<GroupOutcome> outcomes = [];
        foreach (ImmutableArray<RecordedSession> group in Enumerable.Repeat(groups, options.Loops).SelectMany(all => all))
        {
            if (outcomes.Count >= groups.Length && outcomes.Exists(outcome => outcome.Differs))
            {
                break;                                      // no further round on a server that is not as it was
            }

            Playback playback = new(group, options, target.WorkingFolder);
            using PlaybackHost host = new(playback, target.Endpoint, options.Descriptors, meter, reached: outcomes.Count > 0);
            long start = time.GetTimestamp();
            TimeSpan burnt = Environment.CpuUsage.TotalTime;
            host.Run(cancellation);
            took += time.GetElapsedTime(start);
            processor += Environment.CpuUsage.TotalTime - burnt;
            lateness.Add(playback.Lateness);
            outcomes.Add(GroupOutcome.Of(playback, options));
        }

        return new ReplayReport
        {
            Sessions = [.. outcomes.SelectMany(outcome => outcome.Sessions)],
            Commands = outcomes.Sum(outcome => outcome.Commands),
            Sent = lateness.Count,
            Received = outcomes.Sum(outcome => outcome.Received),
            Recorded = meter.Total,
            Took = took,
            Processor = processor,
            Lateness = lateness,
            Divergences = [.. outcomes.SelectMany(outcome => outcome.Divergences).Where(divergence => divergence.Cause != DivergenceCause.Timing)],
            TimeDependent = [.. outcomes.SelectMany(outcome => outcome.Divergences).Where(divergence => divergence.Cause == DivergenceCause.Timing)],
            Bound = [.. outcomes.SelectMany(outcome => outcome.Bound)],
            Timeline = [.. outcomes.SelectMany(outcome => outcome.Timeline)],
            ServerClosed = outcomes.Exists(outcome => outcome.ServerClosed),
            Notes = [.. outcomes.SelectMany(outcome => outcome.Notes)],
        };
    }

    private IEnumerable<ImmutableArray<RecordedSession>> Groups(IReadOnlyList<Recording> recordings) => recordings
        .GroupBy(recording => recording.Header.Group ?? recording.Name)
        .Select(group => group
            .Select((recording, number) => new RecordedSessionWindow(RecordedSession.Read(recording, number, options.Coalesce), options.From, options.To).Cut())
            .OfType<RecordedSession>()
            .Select((session, number) => session.AsNumber(number))
            .ToImmutableArray())
        .Where(group => group.Length > 0);

    private static TimeSpan Duration(ImmutableArray<ImmutableArray<RecordedSession>> groups) => groups
        .Aggregate(TimeSpan.Zero, (sum, group) => sum + (group.Max(session => session.Steps[^1].At) - group.Min(session => session.Steps[0].At)));

    /// <summary>What one group came to; its sessions' bytes can be forgotten.</summary>
    private sealed record GroupOutcome(
        ImmutableArray<string> Sessions, int Commands, int Received, bool ServerClosed, ImmutableArray<Divergence> Divergences, ImmutableArray<string> Notes, ImmutableArray<BoundValue> Bound, ImmutableArray<TimelineRow> Timeline)
    {
        public bool Differs => Divergences.Any(divergence => divergence.Cause != DivergenceCause.Timing);

        public static GroupOutcome Of(Playback playback, ReplayOptions options) => new(
            [.. playback.Sessions.Select(session => session.Recorded.Name)],
            playback.Sessions.Sum(session => session.Recorded.Commands.Length),
            playback.Sessions.Sum(session => session.MessageCount),
            playback.Sessions.Any(session => session.EndedAt is not null && !session.InputEnded),
            [.. playback.Sessions.SelectMany(session => new DivergenceFinder(session, options.Compare, options.Rules, playback.Values).Find())],
            [.. playback.Sessions.SelectMany(session => session.Notes())],
            [.. playback.Values.Bound],
            TimelineRows.Of(playback.Sessions));
    }
}
