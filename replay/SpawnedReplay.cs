using System.Collections.Immutable;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Replay;

/// <summary>A replay against a server that is started for it; how that server ends is part of the result.</summary>
public static class SpawnedReplay
{
    // a target that closed its side by itself may be on its way out: it quits, or it writes a core
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(3);

    // any other one lives on; enough to see one that our last bytes have killed
    private static readonly TimeSpan LastGlance = TimeSpan.FromMilliseconds(100);

    public static async Task<ReplayReport> PlayAsync(
        ClientReplayer replayer,
        ImmutableArray<Recording> recordings,
        SpawnCommand command,
        IProgress<ReplayProgress>? progress,
        TimeProvider time,
        CancellationToken cancellation)
    {
        await using SpawnedTarget target = await SpawnedTarget.StartAsync(command, time, cancellation);
        ReplayReport report = await replayer.PlayAsync(recordings, new ReplayTarget(target.Endpoint, target.Folder), progress, cancellation);
        bool closed = report.ServerClosed || report.Divergences.Any(divergence => divergence.Kind == DivergenceKind.Closed);
        return report with { Target = await target.EndAsync(closed ? LastWords : LastGlance) };
    }
}
