using System.Text;
using System.Text.Json;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Recorder.Sessions;

namespace QmpFuzz.Recorder.Import;

/// <summary>
/// What <c>qmp-shell -l</c> writes: one JSON object an exchange, which has the members of the request and of the reply. There is no time, no
/// event and no greeting in it; the negotiation, which the shell does by itself, is missing too.
/// </summary>
internal sealed class QmpShellLog(ImportSource source, SessionFolder sessions) : LogImport(source, sessions)
{
    private const string Note = "from a qmp-shell log: no times, events, greeting and negotiation; white space and chunks are not known";
    private const string NoReplyNote = "the log has no reply to the command before";

    private static readonly string[] RequestMembers = ["execute", "exec-oob", "arguments", "id", "control"];
    private static readonly string[] CommandMembers = ["execute", "exec-oob"];
    private static readonly string[] ReplyMembers = ["return", "error"];

    private readonly JsonGatherer _object = new();
    private SessionOutput? _session;

    public static bool Recognises(string head)
    {
        JsonGatherer first = new();
        string? text = head.Split('\n').SkipWhile(string.IsNullOrWhiteSpace).Select(first.Add).FirstOrDefault(added => added is not null);
        return text is not null && Parse(text) is { } json && Has(json, CommandMembers) && Has(json, ReplyMembers);
    }

    protected override string? Accept(string line)
    {
        if ((string.IsNullOrWhiteSpace(line) && !_object.IsInside) || _object.Add(line) is not { } text)
        {
            return null;
        }

        if (Parse(text) is not { } exchange)
        {
            return "is no JSON object";
        }

        if (!Has(exchange, CommandMembers))
        {
            return "has no command in it";
        }

        Say(exchange);
        return null;
    }

    protected override string? End() => _object.IsInside ? "its last object is cut off" : null;

    private void Say(JsonElement exchange)
    {
        _session ??= Sessions.Start(Source.FileTime, Source.Path, Note);
        _session.Chunk(_session.Start, SessionSide.Client, Message(exchange, name => RequestMembers.Contains(name), "\n"));
        if (!Has(exchange, ReplyMembers))
        {
            _session.Note(_session.Start, NoReplyNote);
            return;
        }

        _session.Chunk(_session.Start, SessionSide.Server, Message(exchange, name => name == "id" || !RequestMembers.Contains(name), "\r\n"));
    }

    // the members by their raw text, laid out as QEMU and Python do
    private static byte[] Message(JsonElement exchange, Func<string, bool> belongs, string lineEnd) => Encoding.UTF8.GetBytes(
        "{" + string.Join(", ", exchange.EnumerateObject().Where(member => belongs(member.Name)).Select(member => JsonGatherer.Layout($"\"{member.Name}\":{member.Value.GetRawText()}", withBlanks: true))) + "}" + lineEnd);

    private static bool Has(JsonElement json, string[] members) => members.Any(member => json.TryGetProperty(member, out _));

    private static JsonElement? Parse(string text)
    {
        try
        {
            JsonElement json = JsonElement.Parse(Encoding.Latin1.GetBytes(text));
            return json.ValueKind == JsonValueKind.Object ? json : null;
        }
        catch (JsonException)                               // says the caller, with the line
        {
            return null;
        }
    }
}
