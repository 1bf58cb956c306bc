using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Timeline;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Recorder.Tap;

/// <summary>Why a pump ended.</summary>
public enum PumpEnd
{
    /// <summary>The source will send no more.</summary>
    EndOfInput,
    SourceFailed,
    SinkFailed,
    LogFailed,
}

/// <summary>What one direction of a session carried, and who ended it.</summary>
public readonly record struct PumpResult(SessionSide From, PumpEnd End, long Bytes, long Messages);

/// <summary>
/// Carries one direction of a session. Log before forward: a chunk is with the kernel, in the session file, before it is sent on.
/// File descriptors go on with the byte that they came with, which is the first of its chunk.
/// While the log writes a large chunk, the next one is received; of two chunks, the older one is sent first.
/// Invariant: it waits either for input of its source, or, while part of a chunk that was logged is left, for room in its sink.
/// </summary>
internal sealed class TrafficPump(RelaySocket source, RelaySocket sink, SessionSide from, SessionLog log, TapTraffic traffic) : IDisposable
{
    // to another thread: it costs a wake-up, which needs a processor to run on
    private static readonly int WorthHandingOver = Environment.ProcessorCount > 1 ? RelayedChunk.Capacity / 2 : int.MaxValue;

    private readonly TolerantFramer _framer = new();
    private RelayedChunk _chunk = new();
    private RelayedChunk? _other;                           // behind it, or sent
    private RelayedChunk? _logging;                         // of these two: not to be sent yet
    private PumpEnd? _end;                                  // of the source, seen while a chunk was being logged
    private long _bytes;
    private long _messages;

    /// <summary>The log writes its only chunk: it can go on at once, whatever it waits for.</summary>
    public bool IsLogging => _chunk == _logging;

    /// <summary>What it waits for, and where.</summary>
    public (RelaySocket Socket, Awaited Awaited) Next => CanSend ? (sink, Awaited.Room) : (source, Awaited.Input);

    private bool CanSend => !_chunk.IsSent && !IsLogging;

    public PumpResult Result(PumpEnd end) => new(from, end, _bytes, _messages);

    /// <summary>Does what can be done without waiting. Not null: it has ended.</summary>
    public PumpEnd? Advance() => CanSend ? SendOn() : _end ?? Receive();

    public void Dispose()
    {
        _chunk.Dispose();
        _other?.Dispose();
    }

    private PumpEnd? Receive()
    {
        RelayedChunk chunk = _chunk.IsSent ? _chunk : _other ??= new();
        Transfer transfer = chunk.Receive(source);
        if (transfer.Bytes == 0)
        {
            _end = transfer.End switch
            {
                TransferEnd.None => PumpEnd.EndOfInput,
                TransferEnd.TooEarly => null,
                _ => PumpEnd.SourceFailed,
            };
            return IsLogging ? FinishLogging() : _end;
        }

        PumpEnd? end = TryLog(chunk) ? SendOn() : PumpEnd.LogFailed;
        source.Release();                                   // after sending, as the statistics: the peers do not wait for these
        Count(chunk.Bytes);
        return end;
    }

    // whatever was logged before it is in the file then
    private bool TryLog(RelayedChunk chunk)
    {
        if (chunk.Descriptors > 0)
        {
            NoteDescriptors(chunk.Descriptors);
        }

        _logging = chunk.Bytes.Length >= WorthHandingOver ? chunk : null;
        return _logging is null ? log.TryWriteChunk(from, chunk.Bytes) : log.TryBeginChunk(from, chunk.Bytes);
    }

    private PumpEnd? FinishLogging()
    {
        _logging = null;
        return log.TryFinishChunk() ? SendOn() : PumpEnd.LogFailed;
    }

    private PumpEnd? SendOn()
    {
        while (CanSend)
        {
            if (!_chunk.TrySend(sink))
            {
                return PumpEnd.SinkFailed;
            }

            if (!_chunk.IsSent)
            {
                return null;
            }

            if (_other is { IsSent: false } other)
            {
                (_chunk, _other) = (other, _chunk);
            }
        }

        return null;
    }

    private void NoteDescriptors(int count)
    {
        log.Write(new DescriptorsRecord(0, from, count));
        if (!sink.PassesDescriptors)
        {
            log.Write(new NoteRecord(0, $"{count} file descriptors end here: the other side is no unix socket"));
        }
    }

    private void Count(ReadOnlySpan<byte> chunk)
    {
        _bytes += chunk.Length;
        traffic.Add(from, chunk.Length);
        if (log.Messages(from) is { } known)
        {
            _messages = known;
            return;
        }

        int end;
        while ((end = _framer.FindEnd(chunk)) >= 0)
        {
            _messages++;
            chunk = chunk[end..];
        }
    }
}
