using System.Collections.Immutable;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay;

/// <summary>A recording, read as what its client did and what its server said; times are on the group's clock.</summary>
internal sealed record RecordedSession
{
    public required string Name { get; init; }

    /// <summary>When its connection began, on the group's clock; a report counts from here, as <c>show</c> does.</summary>
    public TimeSpan Start { get; init; }

    public required ImmutableArray<PlaybackStep> Steps { get; init; }

    public required ImmutableArray<ServerMessage> Messages { get; init; }

    public required ImmutableArray<RecordedCommand> Commands { get; init; }

    /// <summary>For each message, the command it answers; null for greetings, events and answers to rubbish.</summary>
    public required ImmutableArray<RecordedCommand?> Answered { get; init; }

    /// <summary>When the server closed, if it did so before the client had.</summary>
    public TimeSpan? ServerEnd { get; init; }

    /// <summary>How many of the steps came before <see cref="ServerEnd"/>.</summary>
    public int StepsBeforeEnd { get; init; }

    /// <summary>What cannot be played as it was.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The same session under another number of those that are played together.</summary>
    public RecordedSession AsNumber(int session) => this with { Steps = [.. Steps.Select(step => step with { Session = session })] };

    /// <summary>
    /// Reads a recording as number <paramref name="session"/> of those played together. With <paramref name="coalesce"/>, chunks between which
    /// nothing else happened become one.
    /// </summary>
    public static RecordedSession Read(Recording recording, int session, bool coalesce = false)
    {
        RecordedSessionBuilder builder = new(session, TimeSpan.FromMicroseconds(recording.Header.OffsetMicroseconds ?? 0), coalesce);
        foreach (SessionRecord record in recording.Records)
        {
            builder.Add(record);
        }

        return builder.Build(recording);
    }
}
