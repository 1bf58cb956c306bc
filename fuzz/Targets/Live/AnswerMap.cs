using System.Buffers;
using System.Text;
using System.Text.Json;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Generation;
using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>
/// Feedback from a server (or a client) that cannot be looked into: each kind of answer, and each pair of kinds that followed one another, counts as an
/// edge. The kind of an answer is its form: error class and text without what the client chose, event or command, members of a return. The id is
/// left out, and the text of a command that is not known, which names it.
/// </summary>
internal sealed class AnswerMap(CounterMemory counters, MentionedValues mentioned)
{
    /// <summary>A power of two: kinds are hashed into it.</summary>
    public const int Size = 1 << 14;

    private const int DeepestForm = 2;
    private const int MostRemembered = 4096;
    private const int LongestRemembered = 1024;

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Dictionary<byte[], uint> _kinds = new(Utf8Comparer.Instance);
    private uint _last;

    /// <summary>Counts the answers of a whole execution, on counters that were cleared for it.</summary>
    public void Count(ExecutionLog log)
    {
        _line.Clear();
        _last = 0;
        foreach (ref readonly LogEntry entry in log.Entries)
        {
            if (entry.Kind == LogKind.ServerSent)
            {
                Take(log.BytesOf(entry));
            }
        }

        counters.Budget -= log.Entries.Length;              // what it cost, for want of probes
    }

    /// <summary>Counts what a client said, and how it ended: its exit code, and the form of what it said last.</summary>
    public void Count(IReadOnlyList<byte[]> messages, int exitCode, string errors)
    {
        _last = 0;
        foreach (byte[] message in messages)
        {
            CountLine(message);
        }

        string lastLine = errors.TrimEnd().Split('\n')[^1];
        Increment(MixText(Mix((uint)exitCode, "exit"u8), Encoding.UTF8.GetBytes(lastLine)));
        counters.Budget -= messages.Count;
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            _line.Write(bytes[..end]);
            CountLine(_line.WrittenSpan);
            _line.Clear();
            bytes = bytes[(end + 1)..];
        }

        _line.Write(bytes);
    }

    private void CountLine(ReadOnlySpan<byte> line)
    {
        uint kind = Recall(line);
        Increment(kind);
        Increment((_last * 31) + kind);
        _last = kind;
    }

    /// <summary>The kind of a line; servers repeat themselves.</summary>
    private uint Recall(ReadOnlySpan<byte> line)
    {
        Dictionary<byte[], uint>.AlternateLookup<ReadOnlySpan<byte>> kinds = _kinds.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (kinds.TryGetValue(line, out uint kind))
        {
            return kind;
        }

        mentioned.Learn(line);
        kind = KindOf(line);
        if (_kinds.Count < MostRemembered && line.Length <= LongestRemembered)
        {
            kinds[line] = kind;
        }

        return kind;
    }

    private void Increment(uint feature)
    {
        ref byte counter = ref counters.Counters[(int)(feature * 2654435761 >> 18)];
        counter += (byte)(counter < byte.MaxValue ? 1 : 0);
    }

    /// <summary>A hash of the form: names of members down to a small depth, and of errors and events the texts as well.</summary>
    private static uint KindOf(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader reader = new(line);
        uint hash = 2166136261;
        bool tells = false;
        bool namesCommand = false;
        try
        {
            while (reader.Read())
            {
                bool isName = reader.TokenType == JsonTokenType.PropertyName;
                if (isName && reader.CurrentDepth == 1 && reader.ValueTextEquals("id"))
                {
                    reader.Skip();
                }
                else if (isName && reader.CurrentDepth <= DeepestForm)
                {
                    tells = reader.ValueTextEquals("class") || reader.ValueTextEquals("desc") || reader.ValueTextEquals("event") || reader.ValueTextEquals("execute");
                    hash = Mix(hash, reader.ValueSpan);
                }
                else if (tells)
                {
                    hash = MixText(hash, namesCommand ? FirstWord(reader.ValueSpan) : reader.ValueSpan);
                    namesCommand = reader.ValueTextEquals("CommandNotFound");
                    tells = false;
                }
            }
        }
        catch (JsonException)
        {
            return Mix(hash, "not JSON"u8);
        }

        return hash;
    }

    /// <summary>A text without what stands in quotes and without digits: that comes from the client, or changes from run to run.</summary>
    private static uint MixText(uint hash, ReadOnlySpan<byte> text)
    {
        bool quoted = false;
        foreach (byte letter in text)
        {
            quoted ^= letter == '\'';
            hash = quoted || char.IsAsciiDigit((char)letter) ? hash : (hash ^ letter) * 16777619;
        }

        return hash;
    }

    private static ReadOnlySpan<byte> FirstWord(ReadOnlySpan<byte> text) => text.IndexOf((byte)' ') is var end and >= 0 ? text[..end] : text;

    private static uint Mix(uint hash, ReadOnlySpan<byte> bytes)
    {
        foreach (byte next in bytes)
        {
            hash = (hash ^ next) * 16777619;
        }

        return (hash ^ '/') * 16777619;
    }
}
