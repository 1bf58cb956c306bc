using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Recorder.Tap;

/// <summary>What a log that cannot be written has missed since a moment: bytes by side, and the small records, which are kept.</summary>
internal sealed class LogOutage(long since, string reason)
{
    private readonly Queue<SessionRecord> _kept = [];

    public long LostFromClient { get; private set; }

    public long LostFromServer { get; private set; }

    public void Lose(SessionSide side, int bytes)
    {
        if (side == SessionSide.Client)
        {
            LostFromClient += bytes;
        }
        else
        {
            LostFromServer += bytes;
        }
    }

    public void Keep(SessionRecord record) => _kept.Enqueue(record);

    /// <summary>What to write once writing works again: the gaps where they began, why, and what was kept.</summary>
    public IEnumerable<SessionRecord> Records()
    {
        if (LostFromClient > 0)
        {
            yield return new GapRecord(since, SessionSide.Client, LostFromClient);
        }

        if (LostFromServer > 0)
        {
            yield return new GapRecord(since, SessionSide.Server, LostFromServer);
        }

        yield return new NoteRecord(since, $"the log could not be written: {reason}");
        foreach (SessionRecord record in _kept)
        {
            yield return record;
        }
    }
}
