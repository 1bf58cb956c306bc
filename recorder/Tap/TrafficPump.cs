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
/// </summary>
internal sealed class TrafficPump(BlockingSocket source, BlockingSocket sink, SessionSide from, SessionLog log, TapTraffic traffic)
{
    private const int BufferSize = 64 << 10;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
    private readonly List<int> _descriptors = [];
    private readonly TolerantFramer _framer = new();
    private long _bytes;
    private long _messages;

    /// <summary>Runs until somebody ends it.</summary>
    public PumpResult Run()
    {
        while (true)
        {
            if (!source.Receive(_buffer, _descriptors, out int received))
            {
                return Ended(PumpEnd.SourceFailed);
            }

            if (received == 0)
            {
                return Ended(PumpEnd.EndOfInput);
            }

            ReadOnlySpan<byte> chunk = _buffer.AsSpan(0, received);
            PumpEnd? end = Forward(chunk);
            Count(chunk);                                   // after sending: the peers do not wait for our statistics
            if (end is { } because)
            {
                return Ended(because);
            }
        }
    }

    private PumpEnd? Forward(ReadOnlySpan<byte> chunk)
    {
        if (_descriptors.Count > 0)
        {
            NoteDescriptors();
        }

        if (!log.TryWriteChunk(from, chunk))
        {
            CloseDescriptors();
            return PumpEnd.LogFailed;
        }

        bool sent = sink.Send(chunk, sink.PassesDescriptors ? CollectionsMarshal.AsSpan(_descriptors) : []);
        CloseDescriptors();
        return sent ? null : PumpEnd.SinkFailed;
    }

    private void CloseDescriptors()
    {
        _descriptors.ForEach(BlockingSocket.CloseDescriptor);
        _descriptors.Clear();
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

    private PumpResult Ended(PumpEnd end) => new(from, end, _bytes, _messages);
}
