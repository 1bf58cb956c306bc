using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Fuzz.Targets.Clients;

/// <summary>
/// Makes a testcase of a conversation: what the server said, a wait wherever the client had said something, and in the place of each id
/// that a reply repeats the step that puts in what the client gives next time.
/// </summary>
internal sealed class ScriptWriter
{
    private readonly TestcaseWriter _script = new();
    private readonly CanonicalReader _commands = new();
    private readonly List<byte[]> _messages = [];

    public static byte[] Write(ExecutionLog conversation)
    {
        ScriptWriter writer = new();
        foreach (ref readonly LogEntry entry in conversation.Entries)
        {
            if (entry.Kind == LogKind.ClientSent)
            {
                writer.Await(conversation.BytesOf(entry));
            }
            else if (entry.Kind == LogKind.ServerSent)
            {
                writer.Say(conversation.BytesOf(entry));
            }
        }

        return writer._script.Written.ToArray();
    }

    private void Await(ReadOnlySpan<byte> bytes)
    {
        foreach (byte[]? message in _commands.Add(bytes))
        {
            _messages.Add(message ?? []);
            _script.Step(StepKind.Await);
        }
    }

    private void Say(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int length = bytes.IndexOf((byte)'\n') + 1;
            ReadOnlySpan<byte> line = length == 0 ? bytes : bytes[..length];
            SayLine(line);
            bytes = bytes[line.Length..];
        }
    }

    private void SayLine(ReadOnlySpan<byte> line)
    {
        if (ScriptId.Find(line) is not { } id || GivenBy(line[id]) is not { } message)
        {
            _script.Bytes(line);
            return;
        }

        _script.Bytes(line[..id.Start.Value]);
        _script.Step(StepKind.Id, (byte)(_messages.Count - 1 - message));
        _script.Bytes(line[id.End.Value..]);
    }

    /// <summary>The last message with that id, unless it is too long ago.</summary>
    private int? GivenBy(ReadOnlySpan<byte> id)
    {
        for (int message = _messages.Count - 1; message >= 0 && message >= _messages.Count - 1 - byte.MaxValue; message--)
        {
            if (ScriptId.Find(_messages[message]) is not null && ScriptId.Of(_messages, message).SequenceEqual(id))
            {
                return message;
            }
        }

        return null;
    }
}
