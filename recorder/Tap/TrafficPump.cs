using System.Buffers;
using System.Runtime.InteropServices;
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
/// Invariant: it waits either for input of its source, or, while part of a chunk is left, for room in its sink.
/// </summary>
internal sealed class TrafficPump(RelaySocket source, RelaySocket sink, SessionSide from, SessionLog log, TapTraffic traffic) : IDisposable
{
    private const int BufferSize = 64 << 10;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private readonly List<int> _descriptors = [];
    private readonly TolerantFramer _framer = new();
    private int _sent;                                      // of the bytes that were received
    private int _received;
    private long _bytes;
    private long _messages;

    /// <summary>What it waits for, and where.</summary>
    public (RelaySocket Socket, Awaited Awaited) Next => _sent < _received ? (sink, Awaited.Room) : (source, Awaited.Input);

    public PumpResult Result(PumpEnd end) => new(from, end, _bytes, _messages);

    /// <summary>Does what can be done without waiting. Not null: it has ended.</summary>
    public PumpEnd? Advance() => _sent < _received ? SendOn() : Receive();

    public void Dispose()
    {
        CloseDescriptors();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private PumpEnd? Receive()
    {
        Transfer transfer = source.Receive(_buffer, _descriptors);
        if (transfer.Bytes == 0)
        {
            return transfer.End switch
            {
                TransferEnd.None => PumpEnd.EndOfInput,
                TransferEnd.TooEarly => null,
                _ => PumpEnd.SourceFailed,
            };
        }

        (_sent, _received) = (0, transfer.Bytes);
        ReadOnlySpan<byte> chunk = _buffer.AsSpan(0, _received);
        PumpEnd? end = Log(chunk) ? SendOn() : PumpEnd.LogFailed;
        Count(chunk);                                       // after sending: the peers do not wait for our statistics
        return end;
    }

    private bool Log(ReadOnlySpan<byte> chunk)
    {
        if (_descriptors.Count > 0)
        {
            NoteDescriptors();
        }

        return log.TryWriteChunk(from, chunk);
    }

    private PumpEnd? SendOn()
    {
        Transfer transfer = sink.Send(_buffer.AsSpan(_sent.._received), sink.PassesDescriptors ? CollectionsMarshal.AsSpan(_descriptors) : []);
        _sent += transfer.Bytes;
        if (transfer.End != TransferEnd.TooEarly)
        {
            CloseDescriptors();
        }

        return transfer.End == TransferEnd.Broken ? PumpEnd.SinkFailed : null;
    }

    private void CloseDescriptors()
    {
        if (_descriptors.Count > 0)
        {
            _descriptors.ForEach(RelaySocket.CloseDescriptor);
            _descriptors.Clear();
        }
    }

    private void NoteDescriptors()
    {
        log.Write(new DescriptorsRecord(0, from, _descriptors.Count));
        if (!sink.PassesDescriptors)
        {
            log.Write(new NoteRecord(0, $"{_descriptors.Count} file descriptors end here: the other side is no unix socket"));
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
