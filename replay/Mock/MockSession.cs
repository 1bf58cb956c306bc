using System.Buffers;
using System.Text;
using System.Text.Json;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Rules;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay.Mock;

/// <summary>What a client gets for a command that the recording does not have.</summary>
public enum UnexpectedAnswer
{
    /// <summary>CommandNotFound, with words that say so.</summary>
    Error,

    /// <summary>An empty return.</summary>
    Empty,

    /// <summary>What the same command got last; an error if there was none.</summary>
    Last,

    /// <summary>Nothing at all.</summary>
    Silence,
}

/// <summary>
/// One connection of the mock server, without I/O and without a clock: it is told what came and what time it is since the
/// connection began, and says what to send when.
/// </summary>
internal sealed class MockSession
{
    private readonly MockScript _script;
    private readonly ReplayRules _rules;
    private readonly PlaybackSpeed _speed;
    private readonly UnexpectedAnswer _unexpectedAnswer;
    private readonly CanonicalReader _reader = new();
    private readonly List<MockCue> _open;
    private readonly Dictionary<string, MockAction> _lastReplies = [];
    private readonly PriorityQueue<byte[]?, (TimeSpan Due, int Order)> _pending = new();

    public MockSession(MockScript script, ReplayRules rules, PlaybackSpeed speed, UnexpectedAnswer unexpectedAnswer)
    {
        (_script, _rules, _speed, _unexpectedAnswer) = (script, rules, speed, unexpectedAnswer);
        _open = [.. script.Cues];
        Play(script.Opening, null, TimeSpan.Zero);
    }

    public string Name => _script.Name;

    /// <summary>Commands of the live client that the recording has.</summary>
    public int Answered { get; private set; }

    /// <summary>What the live client said and the recording does not have.</summary>
    public List<string> Unexpected { get; } = [];

    /// <summary>What the recorded client asked and the live one did not.</summary>
    public IEnumerable<string> NeverAsked => _open.Select(cue => cue.Asked.Text);

    /// <summary>When there is something to send, or the end.</summary>
    public TimeSpan? NextDue => _pending.TryPeek(out _, out (TimeSpan Due, int) next) ? next.Due : null;

    public void Receive(ReadOnlySpan<byte> bytes, TimeSpan now)
    {
        foreach (byte[]? message in _reader.Add(bytes))
        {
            Answer(Utterance.Read(message, _rules), now);
        }
    }

    /// <summary>What is due now; <paramref name="closes"/>: and then the connection is to be closed.</summary>
    public ReadOnlyMemory<byte> TakeDue(TimeSpan now, out bool closes)
    {
        ArrayBufferWriter<byte> bytes = new();
        closes = false;
        while (!closes && _pending.TryPeek(out byte[]? said, out (TimeSpan Due, int) next) && next.Due <= now)
        {
            _pending.Dequeue();
            closes = said is null;
            bytes.Write(said);
            bytes.Write(closes ? [] : "\r\n"u8);
        }

        return bytes.WrittenMemory;
    }

    private void Answer(Utterance asked, TimeSpan now)
    {
        if (_open.Find(cue => cue.Asked.Key == asked.Key) is { } cue)
        {
            _open.Remove(cue);
            Answered++;
            Play(cue, asked.Id, now);
            return;
        }

        Unexpected.Add(JsonText.Shorten(asked.Text));
        Improvise(asked, now);
    }

    private void Play(MockCue cue, string? id, TimeSpan now)
    {
        if (cue.Reply is { Message: { } reply } action)
        {
            _lastReplies[cue.Asked.Key] = action;
            Say(ReplyWithId.Write(reply, id), now + _speed.Scale(action.Delay), action.Order);
        }

        foreach (MockAction other in cue.Others)
        {
            Say(other.Message?.Bytes.ToArray(), now + _speed.Scale(other.Delay), other.Order);
        }
    }

    private void Improvise(Utterance asked, TimeSpan now)
    {
        byte[]? answer = _unexpectedAnswer switch
        {
            UnexpectedAnswer.Silence => null,
            UnexpectedAnswer.Empty => Message("\"return\": {}", asked.Id, idFirst: false),
            UnexpectedAnswer.Last when _lastReplies.TryGetValue(asked.Key, out MockAction? last) => ReplyWithId.Write(last.Message!, asked.Id),
            _ => Message($"\"error\": {{\"class\": \"CommandNotFound\", \"desc\": \"The recording has no such command here: {Escape(asked.Name)}\"}}", asked.Id, idFirst: true),
        };
        if (answer is not null)
        {
            Say(answer, now, int.MaxValue);
        }
    }

    private void Say(byte[]? message, TimeSpan due, int order) => _pending.Enqueue(message, (due, order));

    private static byte[] Message(string body, string? id, bool idFirst) => Encoding.UTF8.GetBytes(
        id is null ? $"{{{body}}}" : idFirst ? $"{{\"id\": {id}, {body}}}" : $"{{{body}, \"id\": {id}}}");

    private static string Escape(string? name) => JsonEncodedText.Encode(name ?? "no command").ToString();
}
