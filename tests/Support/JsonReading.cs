using System.Text;
using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Tests.Support;

/// <summary>Runs bytes through the framer and shows each message as one line: the value as QEMU would write it, or the fault.</summary>
internal static class JsonReading
{
    public static IReadOnlyList<string> Read(params IEnumerable<byte[]> chunks) => ReadAs(JsonSyntax.Qemu, chunks);

    public static IReadOnlyList<string> ReadAs(JsonSyntax syntax, IEnumerable<byte[]> chunks)
    {
        MessageFramer framer = new(syntax);
        List<string> messages = [];
        foreach (byte[] chunk in chunks)
        {
            ReadOnlySpan<byte> rest = chunk;
            while (framer.TryTake(ref rest, out JsonMessage? message))
            {
                messages.Add(Show(message));
                framer.Recycle(message);
            }
        }

        return messages;
    }

    /// <summary>The messages in some bytes, after checking that every chunking gives the same.</summary>
    public static IReadOnlyList<string> ReadInEveryChunking(byte[] bytes)
    {
        IReadOnlyList<string> whole = Read(bytes);
        foreach (IReadOnlyList<byte[]> chunks in Chunkings.Of(bytes))
        {
            Assert.Equal(whole, Read(chunks));
        }

        return whole;
    }

    private static string Show(JsonMessage message)
    {
        if (message.Fault is { } fault)
        {
            return "! " + Encoding.Latin1.GetString(fault.Description);
        }

        ByteBuffer output = new();
        JsonWriter.WriteValue(message.Root, output);
        return Encoding.ASCII.GetString(output.Span);
    }
}
