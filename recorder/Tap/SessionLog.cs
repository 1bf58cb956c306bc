using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Timeline;
using QmpFuzz.Recorder.Redaction;

namespace QmpFuzz.Recorder.Tap;

/// <summary>
/// The session file as the two directions of a tapped session share it. The lock makes the order of its lines the order of the log;
/// since each chunk is logged before it is sent on, a reply never stands before its request. One large chunk may be on its way to
/// the file while its thread goes on: whatever else is written, or needs the file, waits for it.
/// A file that cannot be written is tried again each second; then gaps say what is missing.
/// </summary>
internal sealed class SessionLog : IDisposable
{
    private const int NearTheEnd = 1 << 20;                 // two lines at their longest: of the one under way and the next
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SyncInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Func<int, SessionWriter> _create;       // of which part
    private readonly TimeProvider _time;
    private readonly RecordingOptions _options;
    private readonly Action<RecordingEvent> _observer;
    private readonly Redactor? _redactor;
    private readonly ITimer _retry;
    private readonly ITimer? _sync;
    private readonly SessionTimeline? _told;
    private readonly WriteBehind _behind = new();           // nothing is under way during an outage
    private long _start;
    private int _part;
    private bool _hasLost;
    private bool _unsynced;
    private SessionWriter? _writer;
    private LogOutage? _outage;
    private bool _disposed;

    public SessionLog(string file, Func<int, SessionWriter> create, RecordingOptions options, TimeProvider time, Action<RecordingEvent> observer)
    {
        (File, _create, _options, _time, _observer) = (file, create, options, time, observer);
        _redactor = options.Secrets is null ? null : new Redactor(options.Secrets);
        _start = time.GetTimestamp();
        _told = options.TellsMessages ? new SessionTimeline() : null;
        _sync = options.Sync == LogSync.Second ? time.CreateTimer(_ => Sync(), null, SyncInterval, SyncInterval) : null;
        _retry = time.CreateTimer(_ => Resume(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string File { get; }

    private bool MayGoOn => !(_hasLost && _options.FailClosed);

    private bool CanWriteBehind => _outage is null && _told is null && !(_writer!.Length >= _options.MaxBytes - NearTheEnd);

    private long Now => _time.GetElapsedTime(_start).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>How many messages of a side were logged, if the redaction had to find out; read by the one thread that logs this side.</summary>
    public long? Messages(SessionSide side) => _redactor?.Messages(side);

    /// <summary>Creates the file. False: it failed, and the session was to end in that case.</summary>
    public bool TryOpen()
    {
        using (_lock.EnterScope())
        {
            return TryDo(static (log, _) => log._writer = log._create(0), default(NoteRecord)) || !_options.FailClosed;
        }
    }

    /// <summary>Logs what was received. False: it failed now or before, and the session was to end in that case.</summary>
    public bool TryWriteChunk(SessionSide side, ReadOnlySpan<byte> chunk)
    {
        using (_lock.EnterScope())
        {
            CompleteWrite();
            ReadOnlySpan<byte> logged = Redacted(side, chunk);
            if (_outage is null && TryWrite(side, logged))
            {
                TellChunk(side, logged);
            }
            else
            {
                Lose(side, chunk.Length);
            }

            return MayGoOn;
        }
    }

    /// <summary>Logs all that was begun, and begins to log this; the caller may use its buffer again. False as with <see cref="TryWriteChunk"/>.</summary>
    public bool TryBeginChunk(SessionSide side, ReadOnlySpan<byte> chunk)
    {
        using (_lock.EnterScope())
        {
            if (!CanWriteBehind)
            {
                return TryWriteChunk(side, chunk);
            }

            ReadOnlyMemory<byte> line = _writer!.Line(Now, side, Redacted(side, chunk));
            CompleteWrite();
            if (_outage is null)
            {
                _behind.Begin(_writer, line, side, chunk.Length);
            }
            else
            {
                Lose(side, chunk.Length);
            }

            return MayGoOn;
        }
    }

    /// <summary>Logs all that was begun. False as with <see cref="TryWriteChunk"/>.</summary>
    public bool TryFinishChunk()
    {
        using (_lock.EnterScope())
        {
            CompleteWrite();
            return MayGoOn;
        }
    }

    /// <summary>Logs anything but a chunk; its time is now.</summary>
    public void Write(SessionRecord record)
    {
        using (_lock.EnterScope())
        {
            CompleteWrite();
            record = record with { Microseconds = Now };
            Tell(record);
            if (_outage is not null || !TryDo(static (log, it) => log._writer!.Write(it!), record))
            {
                _outage!.Keep(record);
            }
        }
    }

    /// <summary>Makes a last attempt to note what is missing, says how much was redacted, and closes the file.</summary>
    public void Dispose()
    {
        TryFinishChunk();
        Resume();
        if (_redactor?.Values is > 0 and long values)
        {
            Write(new NoteRecord(0, $"{values} secret{(values == 1 ? "" : "s")} redacted"));
        }

        using (_lock.EnterScope())
        {
            _disposed = true;
            _behind.Dispose();
            _retry.Dispose();
            _sync?.Dispose();
            _writer?.Dispose();
            if (_outage is not null)
            {
                _observer(new LogAbandoned(File, _outage.LostFromClient, _outage.LostFromServer));
            }
        }
    }

    private ReadOnlySpan<byte> Redacted(SessionSide side, ReadOnlySpan<byte> chunk) => _redactor is null ? chunk : _redactor.Redact(side, chunk);

    private void CompleteWrite()
    {
        try
        {
            if (_behind.Complete())
            {
                NoteWritten();
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Suspend(failure);
            Lose(_behind.Side, _behind.Bytes);
        }
    }

    private void NoteWritten()
    {
        _unsynced = true;
        if (_options.Sync == LogSync.Always)
        {
            SyncNow();
        }
    }

    private void Lose(SessionSide side, int bytes)
    {
        _hasLost = true;
        _outage!.Lose(side, bytes);
    }

    // the hot path: no delegate, no record
    private bool TryWrite(SessionSide side, ReadOnlySpan<byte> chunk)
    {
        try
        {
            if (_writer!.Length >= _options.MaxBytes)
            {
                Continue();
            }

            _writer.WriteChunk(Now, side, chunk);
            NoteWritten();
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Suspend(failure);
            return false;
        }
    }

    // its times count from its own start
    private void Continue()
    {
        SessionWriter next = _create(_part + 1);
        _writer!.Dispose();
        (_writer, _start) = (next, _time.GetTimestamp());
        _part++;
        _observer(new LogContinued(File, $"part {_part}"));
    }

    private void Sync()
    {
        using (_lock.EnterScope())
        {
            CompleteWrite();
            if (_unsynced && _outage is null && !_disposed)
            {
                TryDo(static (log, _) => log.SyncNow(), default(NoteRecord));
            }
        }
    }

    private void SyncNow()
    {
        _writer!.FlushToDisk();
        _unsynced = false;
    }

    private void TellChunk(SessionSide side, ReadOnlySpan<byte> chunk)
    {
        if (_told is not null)
        {
            Tell(new ChunkRecord(Now, side, chunk.ToArray()));
        }
    }

    private void Tell(SessionRecord record)
    {
        foreach (TimelineEntry entry in _told?.Add(record) ?? [])
        {
            _observer(new MessageRecorded(File, entry));
        }
    }

    private bool TryDo(Action<SessionLog, SessionRecord?> write, SessionRecord? record)
    {
        try
        {
            write(this, record);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Suspend(failure);
            return false;
        }
    }

    private void Suspend(Exception failure)
    {
        _outage = new LogOutage(Now, failure.Message);
        TryCutBack();
        _retry.Change(RetryInterval, RetryInterval);
        _observer(new LogFailed(File, failure.Message));
    }

    // the file ends with a whole line while nothing can be added to it
    private bool TryCutBack()
    {
        try
        {
            _writer?.CutBack();
            return true;
        }
        catch (IOException)                                 // tried again with the next attempt to go on
        {
            return false;
        }
    }

    private void Resume()
    {
        using (_lock.EnterScope())
        {
            if (_outage is { } outage && !_disposed && TryCutBack() && TryWriteGap(outage))
            {
                _outage = null;
                _retry.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _observer(new LogResumed(File, outage.LostFromClient, outage.LostFromServer));
            }
        }
    }

    // all of it or nothing: a second attempt must not repeat half of the first
    private bool TryWriteGap(LogOutage outage)
    {
        try
        {
            _writer ??= _create(_part);
            _writer.WriteAll(outage.Records());
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
