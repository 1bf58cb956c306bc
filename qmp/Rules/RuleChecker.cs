using System.Buffers;
using System.Text;
using QmpFuzz.Qmp.Rules.Pairing;
using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Qmp.Rules;

/// <summary>
/// The protocol's rules over a transcript that is pushed in as it happened: by the oracles from an execution, by checking and
/// replay from a session. One instance serves one thread and is used again after <see cref="Reset"/>; nothing is allocated
/// unless a rule is broken.
/// </summary>
public sealed class RuleChecker
{
    // one broken rule often breaks others after it; the first ones tell
    private const int UsualLimit = 16;
    private const int ShownLimit = 300;

    private readonly MachineState _machine = new();
    private readonly List<Conversation> _conversations = [];
    private readonly List<Violation> _violations = [];
    private readonly List<KnownDeviation> _known = [];
    private readonly ArrayBufferWriter<byte> _patched = new();
    private readonly int _violationLimit;
    private readonly DialectRules _dialect;
    private readonly ProtocolRule[] _rules;
    private readonly ProtocolRule[] _rulesOnOutput;
    private readonly ProtocolRule[] _rulesOnMessage;
    private readonly ReadingMemory<ServerReading> _faultless = new();

    /// <summary>Of a dialect; of a server that acts as QEMU also where the specification says nothing, that is judged too.</summary>
    public RuleChecker(string dialect = "qemu", int violationLimit = UsualLimit, bool actsAsQemu = false)
    {
        _violationLimit = violationLimit;
        _dialect = DialectRules.Of(dialect) with { ActsAsQemu = actsAsQemu };
        _rules = [.. ProtocolRule.All.Where(rule => rule.AppliesTo(_dialect))];
        _rulesOnOutput = [.. _rules.Where(rule => rule.Has(nameof(ProtocolRule.OnOutput)))];
        _rulesOnMessage = [.. _rules.Where(rule => rule.Has(nameof(ProtocolRule.OnMessage)))];
    }

    /// <summary>The names of the rules that hold in a dialect.</summary>
    public static IReadOnlyList<string> RulesOf(string dialect) => [.. ProtocolRule.All.Where(rule => rule.AppliesTo(DialectRules.Of(dialect))).Select(rule => rule.Name)];

    /// <summary>What was broken, in order; no more than the first few.</summary>
    public IReadOnlyList<Violation> Violations => _violations;

    /// <summary>What is known to happen against a rule, and did.</summary>
    public IReadOnlyList<KnownDeviation> KnownDeviations => _known;

    /// <summary>Forgets everything: a new transcript begins.</summary>
    public void Reset()
    {
        _violations.Clear();
        _known.Clear();
        _machine.Clear();
        foreach (Conversation conversation in _conversations)
        {
            conversation.Clear();
        }
    }

    /// <summary>A client connected.</summary>
    public void Connected(int monitor) => Of(monitor).Connect();

    /// <summary>Bytes that the server took from the client, before whatever it answered to them.</summary>
    public void ClientSent(int monitor, ReadOnlySpan<byte> bytes) => Of(monitor).ClientSent(bytes);

    /// <summary>Bytes of either side are missing from the transcript: the rest of this connection is not judged.</summary>
    public void Lost(int monitor) => Of(monitor).IsBlind = true;

    /// <summary>Replies are still owed on this connection.</summary>
    public bool IsOwed(int monitor) => Of(monitor) is { IsBlind: false } conversation && conversation.OwesReplies && !conversation.Replies.IsSettled;

    /// <summary>Bytes that the server put out.</summary>
    public void ServerSent(int monitor, ReadOnlySpan<byte> bytes)
    {
        Conversation conversation = Of(monitor);
        if (conversation.IsBlind || Ask(conversation))
        {
            return;
        }

        while (conversation.Output.TryTake(ref bytes, out ReadOnlySpan<byte> line))
        {
            conversation.Lines++;
            Judge(conversation, line);
        }
    }

    /// <summary>The client half-closed.</summary>
    public void EndOfInput(int monitor) => Of(monitor).IsHalfClosed = true;

    /// <summary>The client is gone.</summary>
    public void Disconnected(int monitor) => Of(monitor).Leave();

    /// <summary>The server closed the connection.</summary>
    public void ServerClosed(int monitor)
    {
        Conversation conversation = Of(monitor);
        foreach (ProtocolRule rule in _rules)
        {
            if (Object(conversation, rule, rule.OnServerClosed(conversation)))
            {
                break;
            }
        }

        _machine.HasEnded |= _machine.MayEnd;
        conversation.Leave();
    }

    /// <summary>It is so many microseconds since the transcript began; who never tells is not judged by time.</summary>
    public void At(long microseconds) => _machine.Now = microseconds;

    /// <summary>The machine raised an event by itself: every client in command mode is to get it, if it stays.</summary>
    public void Raised(EventSource source)
    {
        foreach (Conversation conversation in _conversations)
        {
            if (conversation is { OwesReplies: true, IsBlind: false, Dialect.SendsEvents: true, Replies.Negotiated: Certainty.Yes })
            {
                conversation.Events.Owe(source);
            }
        }
    }

    /// <summary>The server came to rest: the transcript says exactly what it has taken.</summary>
    public void CameToRest(int monitor) => Ask(Of(monitor), static (rule, conversation) => rule.OnRest(conversation));

    /// <summary>Everything was drained, and part of what the client sent is not taken.</summary>
    public void LeftUnread(int monitor) => Ask(Of(monitor), static (rule, conversation) => rule.OnUnread(conversation));

    /// <summary>Every client has left, and that is still there.</summary>
    public void LeftBehind(int monitor, Remainder remainder)
    {
        foreach (ProtocolRule rule in _rules)
        {
            Object(Of(monitor), rule, rule.OnLeftBehind(remainder));
        }
    }

    /// <summary>The server had all the time it needs: what is still owed now is missing.</summary>
    public void Drained()
    {
        foreach (Conversation conversation in _conversations)
        {
            foreach (ProtocolRule rule in _rules)
            {
                if (conversation.IsConnected && Object(conversation, rule, rule.OnDrained(conversation)))
                {
                    break;
                }
            }
        }
    }

    private Conversation Of(int monitor)
    {
        while (_conversations.Count <= monitor)
        {
            _conversations.Add(new Conversation(_dialect, _machine, _conversations.Count));
        }

        return _conversations[monitor];
    }

    private void Judge(Conversation conversation, ReadOnlySpan<byte> line)
    {
        bool endsInCrLf = line.EndsWith("\r\n"u8);
        bool delimited = _dialect.DelimitedCommand.Length > 0 && line is [0xFF, ..];
        ReadOnlySpan<byte> text = line[(delimited ? 1 : 0)..^(endsInCrLf ? 2 : 1)];
        if (_faultless.TryRecall(line, out ServerReading reading))
        {
            Judge(conversation, new ServerMessage(text, reading, delimited));
            return;
        }

        bool infinite = _dialect.Knows(KnownDeviation.Infinity) && Infinity.MayOccur(text) && Patch(ref text);
        ServerMessage message = ServerMessage.Read(text, delimited, out string? fault);
        ServerLine whole = new() { Text = text, EndsInCrLf = endsInCrLf, EndsWrong = endsInCrLf == _dialect.EndsInLf, Fault = fault, HadInfinity = infinite };
        if (Ask(conversation, whole))
        {
            conversation.Replies.MayHaveBeen(message);
            return;
        }

        if (!infinite)
        {
            _faultless.Remember(line, message.Reading);
        }

        Judge(conversation, message);
    }

    private void Judge(Conversation conversation, in ServerMessage message)
    {
        if (Ask(conversation, message))
        {
            conversation.Replies.MayHaveBeen(message);
            return;
        }

        if (message.IsReply && conversation.Replies.Match(message) is var mismatch and not Mismatch.None)
        {
            Ask(conversation, mismatch, message);
        }

        _machine.HasEnded |= message.IsShutdown;
        _machine.HasShutDown |= message.IsShutdown;
        conversation.Greetings += message.Kind == ServerMessageKind.Greeting ? 1 : 0;
    }

    private bool Patch(ref ReadOnlySpan<byte> text)
    {
        _patched.ResetWrittenCount();
        bool found = Infinity.Replace(text, _patched);
        text = found ? _patched.WrittenSpan : text;
        return found;
    }

    private void Ask(Conversation conversation, Func<ProtocolRule, Conversation, Objection?> question)
    {
        foreach (ProtocolRule rule in _rules)
        {
            if (Object(conversation, rule, question(rule, conversation)))
            {
                return;
            }
        }
    }

    private bool Ask(Conversation conversation)
    {
        foreach (ProtocolRule rule in _rulesOnOutput)
        {
            if (Object(conversation, rule, rule.OnOutput(conversation)))
            {
                return true;
            }
        }

        return false;
    }

    private bool Ask(Conversation conversation, in ServerLine line)
    {
        foreach (ProtocolRule rule in _rules)
        {
            if (Object(conversation, rule, rule.OnLine(line), line.Text))
            {
                return true;
            }
        }

        return false;
    }

    private bool Ask(Conversation conversation, in ServerMessage message)
    {
        foreach (ProtocolRule rule in _rulesOnMessage)
        {
            if (Object(conversation, rule, rule.OnMessage(message, conversation), message.Text))
            {
                return true;
            }
        }

        return false;
    }

    private void Ask(Conversation conversation, Mismatch mismatch, in ServerMessage message)
    {
        foreach (ProtocolRule rule in _rules)
        {
            if (Object(conversation, rule, rule.OnMismatch(mismatch, conversation), message.Text))
            {
                return;
            }
        }
    }

    /// <summary>Notes an objection; true if it is a new violation.</summary>
    private bool Object(Conversation conversation, ProtocolRule rule, Objection? objection, ReadOnlySpan<byte> line = default)
    {
        if (objection is null || conversation.IsBlind)
        {
            return false;
        }

        if (objection.Known is { } known)
        {
            _known.Add(known);                              // each time: check says where
            return false;
        }

        if (_violations.Count < _violationLimit)
        {
            string came = line.IsEmpty ? objection.Came : $"{objection.Came}: {Encoding.UTF8.GetString(line[..Math.Min(line.Length, ShownLimit)])}";
            _violations.Add(new Violation(rule, objection.Kind, conversation.Monitor, conversation.Lines, objection.Expected, came));
        }

        return true;
    }
}
