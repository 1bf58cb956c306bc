using System.Text.Json;
using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Bench;

/// <summary>Readers of the same stream of messages; each returns how many it saw, so that none can skip its work.</summary>
internal static class JsonThroughput
{
    public static readonly Contestant[] Contestants =
    [
        new("QmpFuzz: parsed, whole stream", stream => FrameChunks(stream, stream.Length)),
        new("QmpFuzz: parsed, 64 KiB chunks", stream => FrameChunks(stream, 64 * 1024)),
        new("QmpFuzz: parsed, 64 byte chunks", stream => FrameChunks(stream, 64)),
        new("QmpFuzz: lexer, tokens only", CountTokens),
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

    private static long FrameChunks(byte[] stream, int chunk)
    {
        MessageFramer framer = new();
        long messages = 0;
        for (int start = 0; start < stream.Length; start += chunk)
        {
            messages += Frame(framer, stream.AsSpan(start, Math.Min(chunk, stream.Length - start)));
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
        for (int start = 0, end; start < stream.Length; start = end + 1)
        {
            end = EndOfLine(stream, start);
            Utf8JsonReader reader = new(stream.AsSpan(start..end));
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
        for (int start = 0, end; start < stream.Length; start = end + 1)
        {
            end = EndOfLine(stream, start);
            using JsonDocument document = JsonDocument.Parse(stream.AsMemory(start..end));
            messages++;
        }

        return messages;
    }

    private static long SplitLines(byte[] stream)
    {
        long messages = 0;
        for (int start = 0; start < stream.Length; start = EndOfLine(stream, start) + 1)
        {
            messages++;
        }

        return messages;
    }

    private static int EndOfLine(byte[] stream, int start) => start + stream.AsSpan(start).IndexOf((byte)'\n');
}
