using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay;

/// <summary>One connection of a playback: what came back so far, paired with what the recording says should.</summary>
internal sealed class LiveSession(RecordedSession recorded, EventLikeness likeness)
{
    private readonly MessageSplitter _splitter = new();

    public RecordedSession Recorded { get; } = recorded;

    public ReplyMatcher Matcher { get; } = new(recorded.Messages, likeness);

    /// <summary>When each step was done.</summary>
    public List<TimeSpan> StepTimes { get; } = [];

    public int StepsDone => StepTimes.Count;

    public TimeSpan LastStepAt => StepTimes.Count == 0 ? TimeSpan.Zero : StepTimes[^1];

    public int MessageCount { get; private set; }

    /// <summary>When the server closed.</summary>
    public TimeSpan? EndedAt { get; private set; }

    /// <summary>The server closed before the client had done what it did before the server closed in the recording.</summary>
    public bool EndedEarly { get; private set; }

    /// <summary>Why, in words of the system, if it was no orderly close.</summary>
    public string? EndReason { get; private set; }

    public bool ClosedByUs { get; set; }

    /// <summary>We have half-closed: that the server closes then is no sign of anything.</summary>
    public bool InputEnded { get; set; }

    public bool GaveUpOnEnd { get; set; }

    public bool IsOver => EndedAt is not null || ClosedByUs;

    /// <summary>Takes bytes; true if a message came that the recording has too.</summary>
    public bool Receive(ReadOnlySpan<byte> bytes, TimeSpan now)
    {
        bool paired = false;
        _splitter.Append(bytes);
        while (_splitter.TryTake(out byte[]? message))
        {
            paired |= Pair(message, now);
        }

        return paired;
    }

    public void End(TimeSpan now, string? reason)
    {
        if (IsOver)
        {
            return;
        }

        byte[] rest = _splitter.TakeRest();
        if (rest.Length > 0)
        {
            Pair(rest, now);
        }

        (EndedAt, EndReason) = (now, reason);
        EndedEarly = Recorded.ServerEnd is null || StepsDone < Recorded.StepsBeforeEnd;
    }

    /// <summary>True if the first messages, and the end if it is asked for, are here or no longer to be waited for.</summary>
    public bool Has(int messages, bool end) => IsOver || (Matcher.Settled >= messages && (!end || GaveUpOnEnd));

    /// <summary>What was not played as it was recorded.</summary>
    public IEnumerable<string> Notes()
    {
        int unsent = EndedEarly ? 0 : Recorded.Steps.Skip(StepsDone).Count(step => step.Action == PlaybackAction.Send);
        return unsent == 0 ? Recorded.Notes : Recorded.Notes.Append($"{Recorded.Name}: the last {unsent} chunks were not sent: the server had closed, as recorded");
    }

    private bool Pair(byte[] bytes, TimeSpan now)
    {
        MessageCount++;
        return Matcher.TryPair(ServerMessage.Read(bytes, now));
    }
}
