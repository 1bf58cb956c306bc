using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay.Logging;

/// <summary>Something that happened in a playback, as it is kept for judging it later, off the playing thread.</summary>
internal abstract record LogLine(LiveSession Session)
{
    /// <summary>What it costs to hold it in memory, about.</summary>
    public abstract int Weight { get; }
}

/// <summary>A step was done, or, without a live time, could not be.</summary>
internal sealed record StepLine(LiveSession Session, PlaybackStep Step, TimeSpan? Live) : LogLine(Session)
{
    public override int Weight => 256 + Step.Bytes.Length;
}

/// <summary>A recorded message has got its counterpart.</summary>
internal sealed record PairedLine(LiveSession Session, Expected Expected) : LogLine(Session)
{
    public override int Weight => Expected.Weight + Expected.Live!.Bytes.Length;
}

/// <summary>A recorded message was given up; its counterpart may still come.</summary>
internal sealed record GivenUpLine(LiveSession Session, Expected Expected) : LogLine(Session)
{
    public override int Weight => 256;
}

/// <summary>A recorded message has no counterpart.</summary>
internal sealed record MissingLine(LiveSession Session, Expected Expected) : LogLine(Session)
{
    public override int Weight => Expected.Weight;
}

/// <summary>A live message has none; of one that <paramref name="FollowsTheRecording"/> that could not be otherwise.</summary>
internal sealed record StrayLine(LiveSession Session, Stray Stray, bool FollowsTheRecording) : LogLine(Session)
{
    public override int Weight => 256 + Stray.Live.Bytes.Length;
}

/// <summary>The session is over.</summary>
internal sealed record EndLine(LiveSession Session) : LogLine(Session)
{
    public override int Weight => 256;
}
