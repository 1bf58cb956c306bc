using System.Collections.Immutable;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Rules;

namespace QmpFuzz.Replay.Mock;

/// <summary>Something the recorded server did, and how long after what it reacted to.</summary>
/// <param name="Order">Its place in all that the server did.</param>
/// <param name="Delay">How long after.</param>
/// <param name="Message">What it said; null: it closed.</param>
internal sealed record MockAction(int Order, TimeSpan Delay, ServerMessage? Message);

/// <summary>Something a recorded client asked, and what the server did because of it or after it.</summary>
internal sealed record MockCue(Utterance Asked, TimeSpan At)
{
    /// <summary>The answer, if the recording has one.</summary>
    public MockAction? Reply { get; set; }

    /// <summary>Events and whatever else came before the next cue.</summary>
    public List<MockAction> Others { get; } = [];
}

/// <summary>
/// A recorded session as its server has to play it: a reply belongs to the command that it answers, everything else to what the client
/// said last before it.
/// </summary>
internal sealed class MockScript
{
    private readonly ReplayRules _rules;
    private readonly CanonicalReader _reader = new();
    private readonly MessageSplitter _splitter = new();
    private readonly List<MockCue> _cues = [];
    private int _order;

    private MockScript(Recording recording, ReplayRules rules)
    {
        (Name, _rules) = (recording.Name, rules);
        Opening = new MockCue(new Utterance("", null, null, "connects"), TimeSpan.Zero);
        foreach (SessionRecord record in recording.Records)
        {
            Add(record, TimeSpan.FromMicroseconds(record.Microseconds));
        }
    }

    public string Name { get; }

    /// <summary>What the server did before the client said anything.</summary>
    public MockCue Opening { get; }

    public ImmutableArray<MockCue> Cues => [.. _cues];

    public static MockScript Of(Recording recording, ReplayRules rules) => new(recording, rules);

    private void Add(SessionRecord record, TimeSpan at)
    {
        switch (record)
        {
            case ChunkRecord { Side: SessionSide.Client } chunk:
                _cues.AddRange(_reader.Add(chunk.Bytes.Span).Select(message => new MockCue(Utterance.Read(message, _rules), at)));
                break;
            case ChunkRecord chunk:
                Say(chunk.Bytes.Span, at);
                break;
            case EndOfInputRecord { Side: SessionSide.Server } or CloseRecord { Side: SessionSide.Server } or ResetRecord { Side: SessionSide.Server }:
                Attach(null, at);
                break;
            default:
                break;
        }
    }

    private void Say(ReadOnlySpan<byte> bytes, TimeSpan at)
    {
        _splitter.Append(bytes);
        while (_splitter.TryTake(out byte[]? message))
        {
            Attach(ServerMessage.Read(message, at), at);
        }
    }

    private void Attach(ServerMessage? message, TimeSpan at)
    {
        if (message is { IsReply: true } && _cues.Find(cue => cue.Reply is null && IsAnsweredBy(cue.Asked, message)) is { } asked)
        {
            asked.Reply = new MockAction(_order++, at - asked.At, message);
            return;
        }

        MockCue last = _cues.Count == 0 ? Opening : _cues[^1];
        last.Others.Add(new MockAction(_order++, at - last.At, message));
    }

    private static bool IsAnsweredBy(Utterance asked, ServerMessage reply) =>
        asked.IsRubbish ? AnsweredCommands.IsSyntaxError(reply) : asked.ReplyKey == reply.Key && !AnsweredCommands.IsSyntaxError(reply);
}
