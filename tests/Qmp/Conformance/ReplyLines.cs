using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using QmpFuzz.Qmp.Dialects;

namespace QmpFuzz.Tests.Qmp.Conformance;

/// <summary>What a server sent, cut into lines, the greeting kept apart and event timestamps set to 0.</summary>
internal sealed class ReplyLines(ProtocolDialect dialect)
{
    private static readonly Regex Timestamp = new("""^\{"timestamp": \{"seconds": \d+, "microseconds": \d+\}""");

    private readonly List<string> _lines = [];
    private readonly ArrayBufferWriter<byte> _open = new();

    /// <summary>The first line, or null as long as it has not come.</summary>
    public string? Greeting { get; private set; }

    /// <summary>Whole lines after the greeting.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Bytes after the last LF.</summary>
    public string Rest => Encoding.Latin1.GetString(_open.WrittenSpan);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        for (int end = bytes.IndexOf((byte)'\n'); end >= 0; end = bytes.IndexOf((byte)'\n'))
        {
            _open.Write(bytes[..end]);
            EndLine();
            bytes = bytes[(end + 1)..];
        }

        _open.Write(bytes);
    }

    private void EndLine()
    {
        string line = Rest;
        _open.ResetWrittenCount();
        // a line with another end is left visibly different
        line = dialect.Replies.EndsInLf ? line : line.EndsWith('\r') ? line[..^1] : line + "<LF without CR>";
        if (Greeting is null && dialect.Greets)
        {
            Greeting = line;
            return;
        }

        _lines.Add(Timestamp.Replace(line, """{"timestamp": {"seconds": 0, "microseconds": 0}"""));
    }
}
