namespace QmpFuzz.Qmp.Json;

/// <summary>
/// Cuts a stream into messages as QEMU does, recovery included, and gives each in QEMU's own spelling: messages that mean the same
/// are the same bytes.
/// </summary>
public sealed class CanonicalReader
{
    private readonly MessageFramer _framer = new();

    /// <summary>Takes bytes in any chunking; gives the messages that end in them, null for one that is not JSON to QEMU.</summary>
    public IReadOnlyList<byte[]?> Add(ReadOnlySpan<byte> bytes)
    {
        List<byte[]?> messages = [];
        while (_framer.TryTake(ref bytes, out JsonMessage? message))
        {
            messages.Add(message.Fault is null ? Spell(message.Root) : null);
            _framer.Recycle(message);
        }

        return messages;
    }

    private static byte[] Spell(JsonValue value)
    {
        ByteBuffer output = new();
        JsonWriter.WriteValue(value, output);
        return output.Span.ToArray();
    }
}
