using System.Collections.Immutable;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Binding;
using QmpFuzz.Replay.Logging;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Tape;
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
        Rehearsal.Hold(
            typeof(PlaybackHost), typeof(PlaybackClock), typeof(SocketWatch), typeof(PolledSocket), typeof(Playback), typeof(PlaybackSchedule), typeof(UpcomingSteps),
            typeof(ReadAhead), typeof(LiveSession), typeof(MessageSplitter), typeof(ServerMessage), typeof(JsonText), typeof(ReplyMatcher), typeof(ExpectedWindow),
            typeof(EventLikeness), typeof(LiveValues), typeof(Logbook), typeof(StepLine), typeof(PairedLine), typeof(Lateness), typeof(ReplayProgressMeter));
        ImmutableArray<GroupTape> groups = GroupTape.Of(recordings, options);
        ReplayProgressMeter meter = new(progress, groups.Aggregate(TimeSpan.Zero, (sum, group) => sum + group.Duration) * options.Loops);
        ReplaySums sums = new();
        Logbook log = new(options);
        foreach (GroupTape group in Enumerable.Repeat(groups, options.Loops).SelectMany(all => all))
        {
            if (sums.Groups >= groups.Length && log.Differs)
            {
                break;                                      // no further round on a server that is not as it was
            }

            using Playback playback = new(group, options, log, target.WorkingFolder);
            using PlaybackHost host = new(playback, target.Endpoint, options.Descriptors, meter, reached: sums.Groups > 0);
            long start = time.GetTimestamp();
            TimeSpan burnt = Environment.CpuUsage.TotalTime;
            host.Run(cancellation);
            sums.Add(playback, time.GetElapsedTime(start), Environment.CpuUsage.TotalTime - burnt);
            playback.Finish();
        }

        return sums.Report(meter.Total, log);
    }
}
