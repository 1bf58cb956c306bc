namespace QmpFuzz.Qmp.Json;

/// <summary>Makes constants of ours look as QEMU would write them, so that nobody has to know its order of members by heart.</summary>
internal static class CanonicalJson
{
    /// <summary>The same JSON in QEMU's form. The argument is ours, so a fault in it is ours too.</summary>
    public static byte[] Of(string json)
    {
        MessageFramer framer = new();
        ReadOnlySpan<byte> bytes = System.Text.Encoding.UTF8.GetBytes(json + "\n");
        if (!framer.TryTake(ref bytes, out JsonMessage? message) || message.Fault is not null)
        {
            throw new ArgumentException($"not one JSON value: {json}: {message?.Fault}", nameof(json));
        }

        ByteBuffer output = new();
        JsonWriter.WriteValue(message.Root, output);
        return output.Span.ToArray();
    }
}
