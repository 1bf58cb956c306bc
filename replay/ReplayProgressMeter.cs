namespace QmpFuzz.Replay;

/// <summary>Adds up, over the groups that are played one after the other, how far a replay is.</summary>
internal sealed class ReplayProgressMeter(IProgress<ReplayProgress>? progress, TimeSpan total)
{
    private TimeSpan _before;
    private int _receivedBefore;

    public TimeSpan Total { get; } = total;

    public void Report(TimeSpan elapsed, Playback playback) =>
        progress?.Report(new ReplayProgress(elapsed, _before + playback.Position, Total, _receivedBefore + playback.Received));

    public void GroupEnded(Playback playback)
    {
        _before += playback.Position;
        _receivedBefore += playback.Received;
    }
}
