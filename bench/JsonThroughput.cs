using System.Text.Json;
using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Bench;

/// <summary>Readers of the same stream of messages; each returns how many it saw, so that none can skip its work.</summary>
internal static class JsonThroughput
{
    // what one read of a socket returns
    private const int Chunk = 64 * 1024;

    public static readonly Contestant[] Contestants =
    [
        new("QmpFuzz: lexer, tokens only", CountTokens),
        new("QmpFuzz: framer and parser, whole stream", FrameWhole),
        new("QmpFuzz: framer and parser, 64 KiB chunks", FrameChunks),
        new("Utf8JsonReader, each message read to its end", SkipEach),
        new("JsonDocument.Parse, each message", ParseEach),
        new("IndexOf('\\n'), each message (the floor)", SplitLines),
    ];

    private static long CountTokens(byte[] stream)
    {
        JsonLexer lexer = new(JsonSyntax.Qemu);
        ReadOnlySpan<byte> rest = stream;
        long tokens = 0;
        while (lexer.TryRead(ref rest, out _))
        {
            tokens++;
        }

        return tokens;
    }

    private static long FrameWhole(byte[] stream) => Frame(new MessageFramer(), stream);

    private static long FrameChunks(byte[] stream)
    {
        MessageFramer framer = new();
        long messages = 0;
        for (int start = 0; start < stream.Length; start += Chunk)
        {
            messages += Frame(framer, stream.AsSpan(start, Math.Min(Chunk, stream.Length - start)));
        }

        return messages;
    }

    private static long Frame(MessageFramer framer, ReadOnlySpan<byte> rest)
    {
        long messages = 0;
        while (framer.TryTake(ref rest, out JsonMessage? message))
        {
            messages += message.Fault is null ? 1 : throw new InvalidDataException("the stream has a message that does not parse");
            framer.Recycle(message);
        }

        return messages;
    }

    private static long SkipEach(byte[] stream)
    {
        long messages = 0;
        foreach (Range line in Lines(stream))
        {
            Utf8JsonReader reader = new(stream.AsSpan(line));
            while (reader.Read())
            {
            }

            messages++;
        }

        return messages;
    }

    private static long ParseEach(byte[] stream)
    {
        long messages = 0;
        foreach (Range line in Lines(stream))
        {
            using JsonDocument document = JsonDocument.Parse(stream.AsMemory(line));
            messages++;
        }

        return messages;
    }

    private static long SplitLines(byte[] stream)
    {
        long messages = 0;
        foreach (Range _ in Lines(stream))
        {
            messages++;
        }

        return messages;
    }

    private static IEnumerable<Range> Lines(byte[] stream)
    {
        for (int start = 0; start < stream.Length;)
        {
            int end = start + stream.AsSpan(start).IndexOf((byte)'\n');
            yield return start..end;
            start = end + 1;
        }
    }
}
