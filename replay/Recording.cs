using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Replay;

/// <summary>One recorded session: <paramref name="Records"/> are read again each time that they are gone through, up to the end or the fault of the file.</summary>
public sealed record Recording(string Name, SessionHeader Header, IEnumerable<SessionRecord> Records)
{
    private readonly Lazy<(TimeSpan At, bool Left)> _clientEnd = new(() => EndOfClient(Records));

    /// <summary>When the connection began, on the clock of its group; a report counts from here, as <c>show</c> does.</summary>
    internal TimeSpan Start => TimeSpan.FromMicroseconds(Header.OffsetMicroseconds ?? 0);

    /// <summary>When its client did the last thing, on the clock of its group.</summary>
    internal TimeSpan ClientEnd => Start + _clientEnd.Value.At;

    /// <summary>That last thing was to close.</summary>
    internal bool ClientLeft => _clientEnd.Value.Left;

    private static (TimeSpan At, bool Left) EndOfClient(IEnumerable<SessionRecord> records)
    {
        long at = 0;
        foreach (SessionRecord record in records)
        {
            at = record is ChunkRecord { Side: SessionSide.Client } or EndOfInputRecord { Side: SessionSide.Client } ? record.Microseconds : at;
            if (record is CloseRecord { Side: SessionSide.Client } or ResetRecord { Side: SessionSide.Client })
            {
                return (TimeSpan.FromMicroseconds(record.Microseconds), true);
            }
        }

        return (TimeSpan.FromMicroseconds(at), false);
    }
}
