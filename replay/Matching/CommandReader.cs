using System.Collections.Immutable;
using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Replay.Matching;

/// <summary>
/// Finds the commands in what a client sent. It reads JSON as most clients write it; whatever it cannot read that way
/// (single quotes, garbage, halves) becomes an unreadable stretch up to the end of the line, and is never dropped.
/// </summary>
internal static class CommandReader
{
    public static ImmutableArray<RecordedCommand> Read(IEnumerable<SessionRecord> records)
    {
        ImmutableArray<RecordedCommand>.Builder commands = ImmutableArray.CreateBuilder<RecordedCommand>();
        ClientStream stream = new(records);
        int at = 0;
        while (at < stream.Bytes.Length)
        {
            if (IsWhite(stream.Bytes[at]))
            {
                at++;
                continue;
            }

            int end = EndOfObject(stream.Bytes, at);
            ReadOnlyMemory<byte> bytes = stream.Bytes.AsMemory(at..end);
            bool readable = JsonText.TryParse(bytes.Span, out System.Text.Json.JsonElement value);
            commands.Add(new RecordedCommand(stream.TimeOf(end - 1), at, bytes, readable ? value : default));
            at = end;
        }

        return commands.ToImmutable();
    }

    private static bool IsWhite(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    // the offset behind the object that starts here, or behind the line if none does
    private static int EndOfObject(ReadOnlySpan<byte> bytes, int start)
    {
        int depth = 0;
        for (int at = start; bytes[start] == '{' && at < bytes.Length; at++)
        {
            if (bytes[at] is (byte)'"' or (byte)'\'')
            {
                at = EndOfString(bytes, at);
                continue;
            }

            depth += bytes[at] is (byte)'{' or (byte)'[' ? 1 : bytes[at] is (byte)'}' or (byte)']' ? -1 : 0;
            if (depth <= 0)
            {
                return at + 1;
            }
        }

        int lineEnd = bytes[start..].IndexOf((byte)'\n');
        return lineEnd < 0 ? bytes.Length : start + lineEnd + 1;
    }

    // the offset of the closing quote, or of the last byte
    private static int EndOfString(ReadOnlySpan<byte> bytes, int start)
    {
        for (int at = start + 1; at < bytes.Length; at++)
        {
            if (bytes[at] == '\\')
            {
                at++;
            }
            else if (bytes[at] == bytes[start])
            {
                return at;
            }
        }

        return bytes.Length;
    }

    /// <summary>All bytes of the client, and when each was sent.</summary>
    private sealed class ClientStream
    {
        private readonly List<(int End, TimeSpan At)> _chunks = [];

        public ClientStream(IEnumerable<SessionRecord> records)
        {
            using MemoryStream bytes = new();
            foreach (ChunkRecord chunk in records.OfType<ChunkRecord>().Where(chunk => chunk.Side == SessionSide.Client))
            {
                bytes.Write(chunk.Bytes.Span);
                _chunks.Add(((int)bytes.Length, TimeSpan.FromMicroseconds(chunk.Microseconds)));
            }

            Bytes = bytes.ToArray();
        }

        public byte[] Bytes { get; }

        public TimeSpan TimeOf(int offset)
        {
            int index = _chunks.BinarySearch((offset + 1, default), Comparer<(int End, TimeSpan At)>.Create((left, right) => left.End.CompareTo(right.End)));
            return _chunks[index < 0 ? ~index : index].At;
        }
    }
}
