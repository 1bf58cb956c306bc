using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Recorder.Sessions;

namespace QmpFuzz.Recorder.Import;

/// <summary>One life of a monitor of a libvirt log, from its NEW (or its first record) to its CLOSE: one session.</summary>
internal sealed class LibvirtMonitor(long opened, bool fromTheStart, Func<long, SessionOutput> start)
{
    private SessionOutput? _session;
    private bool _descriptorIsNext;
    private bool _descriptorWasNoted;

    public void Receive(long time, ReadOnlySpan<byte> message) => Session(time, "").Chunk(time, SessionSide.Server, message);

    /// <summary>The next message has a descriptor with it, unless the number is negative.</summary>
    public void Announce(long? descriptor) => _descriptorIsNext = descriptor >= 0;

    /// <summary>A descriptor went with what was written last.</summary>
    public void SentDescriptor(long time, string numbers)
    {
        if (!_descriptorWasNoted)
        {
            Session(time, "").Note(time, $"a descriptor went with the chunk before ({numbers.Trim()})");
        }

        _descriptorWasNoted = false;
    }

    /// <summary>A write of so many bytes that took some of them; without numbers, the whole text and a line end.</summary>
    public void Write(long time, string text, long? length, long? written)
    {
        SessionOutput session = Session(time, text);
        byte[] bytes = WithLineEnd(text, length, session, time);
        int taken = (int)Math.Clamp(written ?? bytes.Length, 0, bytes.Length);
        if (taken == 0)
        {
            return;
        }

        _descriptorWasNoted = _descriptorIsNext;
        if (_descriptorIsNext)
        {
            session.Descriptors(time, SessionSide.Client, 1);
            _descriptorIsNext = false;
        }

        session.Chunk(time, SessionSide.Client, bytes.AsSpan(0, taken));
    }

    public void Close(long time) => _session?.Close(time, SessionSide.Client);

    public void Abandon() => _session?.Stop("the log has no close; the monitor pointer belongs to another session from here on");

    // libvirt ends messages with CR LF, of which copying a log may leave nothing; the length tells
    private static byte[] WithLineEnd(string text, long? length, SessionOutput session, long time)
    {
        long missing = length - text.Length ?? 2;
        if (missing is < 0 or > 2)
        {
            session.Note(time, $"the log says that the next write had {length} bytes and shows {text.Length}");
        }

        return Encoding.Latin1.GetBytes(text + (missing switch { 0 => "", 1 => "\n", _ => "\r\n" }));
    }

    private SessionOutput Session(long time, string firstText)
    {
        if (_session is null)
        {
            bool greeted = fromTheStart || SyntheticGreeting.BelongsBefore(firstText);
            _session = start(fromTheStart ? opened : time);
            _session.Note(time, greeted ? SyntheticGreeting.Note : SyntheticGreeting.MissingNote);
            if (greeted)
            {
                _session.Chunk(time, SessionSide.Server, SyntheticGreeting.Before(firstText));
            }
        }

        return _session;
    }
}
