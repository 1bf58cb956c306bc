using System.Buffers.Binary;
using System.Text.Json;

namespace QmpFuzz.Fuzz.Workers;

/// <summary>What supervisor and worker tell each other.</summary>
internal enum FrameKind : byte
{
    /// <summary>To the worker, first: <see cref="FuzzOptions"/>.</summary>
    Options,

    /// <summary>To the worker: a testcase of the queue; its name is the value.</summary>
    Stored,

    /// <summary>To the worker: a <see cref="WorkOrder"/>; it begins.</summary>
    Go,

    /// <summary>To the worker: a testcase that somebody else found.</summary>
    Import,

    /// <summary>To the worker: end cleanly. The end of the stream says: end at once.</summary>
    Stop,

    /// <summary>From the worker: the target is loaded.</summary>
    Ready,

    /// <summary>From the worker: the target cannot be one, and why.</summary>
    Refused,

    /// <summary>From the worker: <see cref="KeptTestcase"/> and the testcase.</summary>
    Kept,

    /// <summary>From the worker: <see cref="FailedTestcase"/> and the testcase.</summary>
    Failed,

    /// <summary>From the worker: a <see cref="Reports.CampaignStatus"/>.</summary>
    Report,

    /// <summary>From the worker, last: a <see cref="Reports.CampaignStatus"/>.</summary>
    Done,
}

/// <summary>One message: a value as JSON, and bytes. On the stream: length of both together, kind, length of the value, value, bytes.</summary>
internal sealed record Frame(FrameKind Kind, byte[] Json, byte[] Bytes)
{
    private const int HeaderLength = 9;

    public T Read<T>() => JsonSerializer.Deserialize<T>(Json, FrameJson.Options)!;

    /// <summary>The next frame; null at the end of the stream, also where it ends within a frame, as that of a killed process does.</summary>
    public static Frame? ReadFrom(Stream stream)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        if (!TryFill(stream, header))
        {
            return null;
        }

        int value = BinaryPrimitives.ReadInt32LittleEndian(header[5..]);
        Frame frame = new((FrameKind)header[4], new byte[value], new byte[BinaryPrimitives.ReadInt32LittleEndian(header) - value]);
        return TryFill(stream, frame.Json) && TryFill(stream, frame.Bytes) ? frame : null;
    }

    /// <summary>Writes a frame in one piece.</summary>
    public static void Write<T>(Stream stream, FrameKind kind, T value, ReadOnlySpan<byte> bytes = default)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(value, FrameJson.Options);
        byte[] frame = new byte[HeaderLength + json.Length + bytes.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, json.Length + bytes.Length);
        frame[4] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(5), json.Length);
        json.CopyTo(frame, HeaderLength);
        bytes.CopyTo(frame.AsSpan(HeaderLength + json.Length));
        stream.Write(frame);
        stream.Flush();
    }

    private static bool TryFill(Stream stream, Span<byte> buffer) => stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) == buffer.Length;
}
