using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Corpus.Timeline;

/// <summary>
/// Turns the records of a session into what was said: whole messages, however they were chunked, replies paired with their commands.
/// Holds one unfinished message a side and the unanswered commands, whatever the length of the session.
/// </summary>
public sealed class SessionTimeline
{
    private static readonly JsonDocumentOptions Tolerant = new() { MaxDepth = 2048 };

    private readonly MessageAssembler _client = new();
    private readonly MessageAssembler _server = new();
    private readonly PendingCommands _pending = new();
    private int _commands;

    /// <summary>All entries of a session, read as they are taken.</summary>
    public static IEnumerable<TimelineEntry> Of(SessionReader session)
    {
        SessionTimeline timeline = new();
        long last = 0;
        while (session.TryRead(out SessionRecord? record))
        {
            last = record.Microseconds;
            foreach (TimelineEntry entry in timeline.Add(record))
            {
                yield return entry;
            }
        }

        foreach (TimelineEntry entry in timeline.End(last))
        {
            yield return entry;
        }
    }

    /// <summary>Adds a record; gives the entries that it completes.</summary>
    public IEnumerable<TimelineEntry> Add(SessionRecord record) => record switch
    {
        ChunkRecord chunk => Of(chunk.Side).Add(chunk.Bytes).Select(message => Describe(chunk.Microseconds, chunk.Side, message)),
        GapRecord gap => [.. Rest(gap.Microseconds, gap.Side), new(gap.Microseconds, gap.Side, TimelineKind.Gap) { Count = gap.Bytes }],
        EndOfInputRecord end => [.. Rest(end.Microseconds, end.Side), new(end.Microseconds, end.Side, TimelineKind.EndOfInput)],
        CloseRecord close => [.. Rest(close.Microseconds, close.Side), new(close.Microseconds, close.Side, TimelineKind.Close)],
        ResetRecord reset => [.. Rest(reset.Microseconds, reset.Side), new(reset.Microseconds, reset.Side, TimelineKind.Reset)],
        DescriptorsRecord some => [new(some.Microseconds, some.Side, TimelineKind.Descriptors) { Count = some.Count }],
        NoteRecord note => [new(note.Microseconds, null, TimelineKind.Note) { Text = Encoding.UTF8.GetBytes(note.Text) }],
        _ => [],
    };

    /// <summary>What was begun and never completed.</summary>
    public IEnumerable<TimelineEntry> End(long microseconds) =>
        [.. Rest(microseconds, SessionSide.Client), .. Rest(microseconds, SessionSide.Server)];

    private MessageAssembler Of(SessionSide side) => side == SessionSide.Client ? _client : _server;

    private IEnumerable<TimelineEntry> Rest(long microseconds, SessionSide side) => Of(side).TakeRest() is { IsEmpty: false } rest
        ? [new TimelineEntry(microseconds, side, TimelineKind.Unreadable) { Text = rest }]
        : [];

    private TimelineEntry Describe(long microseconds, SessionSide side, ReadOnlyMemory<byte> message)
    {
        JsonElement? json = Parse(message);
        return (side == SessionSide.Client ? Command(microseconds, json) : Answer(microseconds, json)) with { Text = message };
    }

    // whatever the client said, the server answers it: rubbish is numbered like a command
    private TimelineEntry Command(long microseconds, JsonElement? json)
    {
        int number = ++_commands;
        string? name = Text(json, "execute") ?? Text(json, "exec-oob");
        _pending.Add(number, microseconds, Member(json, "id")?.Clone());
        return new TimelineEntry(microseconds, SessionSide.Client, name is null ? TimelineKind.Unreadable : TimelineKind.Command) { Name = name, Number = number };
    }

    private TimelineEntry Answer(long microseconds, JsonElement? json)
    {
        if (Member(json, "QMP") is not null)
        {
            return new TimelineEntry(microseconds, SessionSide.Server, TimelineKind.Greeting);
        }

        if (Text(json, "event") is { } name)
        {
            return new TimelineEntry(microseconds, SessionSide.Server, TimelineKind.Event) { Name = name };
        }

        JsonElement? error = Member(json, "error");
        if (error is null && Member(json, "return") is null)
        {
            return new TimelineEntry(microseconds, SessionSide.Server, TimelineKind.Unreadable);
        }

        (int Number, long Microseconds)? command = _pending.Take(Member(json, "id"));
        return new TimelineEntry(microseconds, SessionSide.Server, error is null ? TimelineKind.Return : TimelineKind.Error)
        {
            Name = Text(error, "class"),
            Number = command?.Number,
            Latency = microseconds - command?.Microseconds,
        };
    }

    private static JsonElement? Parse(ReadOnlyMemory<byte> message)
    {
        try
        {
            return JsonElement.Parse(message.Span, Tolerant);
        }
        catch (JsonException)                               // shown as it is
        {
            return null;
        }
    }

    private static JsonElement? Member(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } present && present.TryGetProperty(name, out JsonElement member) ? member : null;

    private static string? Text(JsonElement? json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.String } text ? Encoding.UTF8.GetString(JsonText(text)) : null;

    // the raw bytes between the quotes: an escaped lone surrogate is JSON but no string, and bytes need not be UTF-8
    private static ReadOnlySpan<byte> JsonText(JsonElement text) => JsonMarshal.GetRawUtf8Value(text)[1..^1];
}
