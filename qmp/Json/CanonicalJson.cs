using System.Text;

namespace QmpFuzz.Qmp.Json;

/// <summary>Makes JSON of ours look as QEMU would write it, so that nobody has to know its order of members by heart.</summary>
internal static class CanonicalJson
{
    // replies are made of it too: one for each thread, for it costs more to make than to use
    [ThreadStatic]
    private static Scratch? _scratch;

    /// <summary>The same JSON in QEMU's form. The argument is ours, so a fault in it is ours too.</summary>
    public static byte[] Of(string json)
    {
        ByteBuffer output = new();
        Write(json, output);
        return output.Span.ToArray();
    }

    /// <summary>Appends the same JSON in QEMU's form.</summary>
    public static void Write(string json, ByteBuffer output) => (_scratch ??= new Scratch()).Write(json, output);

    private sealed class Scratch
    {
        private readonly MessageFramer _framer = new();
        private readonly ByteBuffer _text = new();

        public void Write(string json, ByteBuffer output)
        {
            _text.Clear();
            _text.Commit(Encoding.UTF8.GetBytes(json, _text.Reserve(Encoding.UTF8.GetMaxByteCount(json.Length))));
            _text.Append((byte)'\n');
            ReadOnlySpan<byte> bytes = _text.Span;
            if (!_framer.TryTake(ref bytes, out JsonMessage? message) || message.Fault is not null)
            {
                _framer.Reset();
                throw new ArgumentException($"not one JSON value: {json}: {message?.Fault}", nameof(json));
            }

            JsonWriter.WriteValue(message.Root, output);
            _framer.Recycle(message);
            _framer.Reset();
        }
    }
}
