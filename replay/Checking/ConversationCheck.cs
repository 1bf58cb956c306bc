using System.Text.Json;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Timeline;
using QmpFuzz.Qmp.Extensions;
using QmpFuzz.Qmp.Rules;
using QmpFuzz.Replay.Matching;

namespace QmpFuzz.Replay.Checking;

/// <summary>The rules over one connection. Connections of the same machine share their rule checker, each as a monitor.</summary>
internal sealed class ConversationCheck(RuleChecker rules, ExtensionChecker extensions, int monitor, CheckReport report)
{

    private readonly SessionTimeline _timeline = new();
    private readonly Dictionary<int, JsonElement> _commands = [];
    private bool _isOpen;

    public void Connect()
    {
        _isOpen = true;
        rules.Connected(monitor);
    }

    /// <summary>Takes what happened next; <paramref name="place"/> is where it stands.</summary>
    public void Add(SessionRecord record, string place)
    {
        (int violations, int known) = (rules.Violations.Count, rules.KnownDeviations.Count);
        Tell(record, place);
        foreach (Violation violation in rules.Violations.Skip(violations))
        {
            report.Add(violation, place);
        }

        foreach (KnownDeviation deviation in rules.KnownDeviations.Skip(known))
        {
            report.Add(deviation, place);
        }

        foreach (TimelineEntry entry in _timeline.Add(record))
        {
            Judge(entry, place);
        }
    }

    /// <summary>The session ends here: its client has left, or nobody recorded how it went on.</summary>
    public void End(string place)
    {
        if (_isOpen)
        {
            Leave(place);
        }
    }

    private void Tell(SessionRecord record, string place)
    {
        switch (record)
        {
            case ChunkRecord { Side: SessionSide.Client } chunk: rules.ClientSent(monitor, chunk.Bytes.Span); break;
            case ChunkRecord chunk: rules.ServerSent(monitor, chunk.Bytes.Span); break;
            case EndOfInputRecord { Side: SessionSide.Client }: rules.EndOfInput(monitor); break;
            case CloseRecord { Side: SessionSide.Client } or ResetRecord { Side: SessionSide.Client }: End(place); break;
            case EndOfInputRecord or CloseRecord or ResetRecord: CloseByServer(); break;
            case GapRecord gap: Lose(gap, place); break;
            default: break;
        }
    }

    private void Leave(string place)
    {
        _isOpen = false;
        if (rules.IsOwed(monitor))
        {
            report.Note(place, "the session ends while replies are owed, which breaks no rule");
        }

        rules.Disconnected(monitor);
    }

    private void CloseByServer()
    {
        if (_isOpen)
        {
            _isOpen = false;
            rules.ServerClosed(monitor);
        }
    }

    private void Lose(GapRecord gap, string place)
    {
        rules.Lost(monitor);
        report.Note(place, $"{gap.Bytes} bytes are missing here: the rules of the protocol are not judged after them");
    }

    private void Judge(TimelineEntry entry, string place)
    {
        bool isMessage = entry.Kind is TimelineKind.Greeting or TimelineKind.Command or TimelineKind.Return or TimelineKind.Error or TimelineKind.Event;
        if (!isMessage || Parse(entry.Text) is not { } message)
        {
            return;
        }

        report.Messages++;
        foreach (ExtensionBreach breach in Judge(entry, message))
        {
            report.Add(breach, place);
        }
    }

    private IEnumerable<ExtensionBreach> Judge(TimelineEntry entry, JsonElement message)
    {
        switch (entry.Kind)
        {
            case TimelineKind.Greeting:
                return extensions.OnGreeting(message);
            case TimelineKind.Event:
                return extensions.OnEvent(message);
            case TimelineKind.Command:
                _commands[entry.Number!.Value] = message;
                return [];
            default:
                JsonElement command = default;
                bool isKnown = entry.Number is { } number && _commands.Remove(number, out command);
                return extensions.OnReply(isKnown ? Name(command) : null, isKnown ? Arguments(command) : null, message);
        }
    }

    // of what is no JSON the protocol's own rules have something to say
    private static JsonElement? Parse(ReadOnlyMemory<byte> text) => JsonText.TryParse(text.Span, out JsonElement value) ? value : null;

    private static string? Name(JsonElement command) =>
        (command.TryGetProperty("execute", out JsonElement name) || command.TryGetProperty("exec-oob", out name)) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;

    private static JsonElement? Arguments(JsonElement command) =>
        command.TryGetProperty("arguments", out JsonElement arguments) && arguments.ValueKind == JsonValueKind.Object ? arguments : null;
}
