using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Corpus.Timeline;

/// <summary>The sums of a session.</summary>
public sealed class SessionSummary
{
    /// <summary>Time of the last record, in microseconds.</summary>
    public long Duration { get; private set; }

    public long ClientBytes { get; private set; }

    public long ServerBytes { get; private set; }

    public long LostBytes { get; private set; }

    public long Messages { get; private set; }

    public long Commands { get; private set; }

    public long Returns { get; private set; }

    public long Errors { get; private set; }

    public long Events { get; private set; }

    public void Add(SessionRecord record)
    {
        Duration = Math.Max(Duration, record.Microseconds);
        switch (record)
        {
            case ChunkRecord { Side: SessionSide.Client } chunk:
                ClientBytes += chunk.Bytes.Length;
                break;
            case ChunkRecord chunk:
                ServerBytes += chunk.Bytes.Length;
                break;
            case GapRecord gap:
                LostBytes += gap.Bytes;
                break;
            default:
                break;
        }
    }

    public void Add(TimelineEntry entry)
    {
        Messages += entry.Kind <= TimelineKind.Unreadable ? 1 : 0;
        Commands += entry.Kind == TimelineKind.Command ? 1 : 0;
        Returns += entry.Kind == TimelineKind.Return ? 1 : 0;
        Errors += entry.Kind == TimelineKind.Error ? 1 : 0;
        Events += entry.Kind == TimelineKind.Event ? 1 : 0;
    }
}
