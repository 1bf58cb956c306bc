using System.Text;
using System.Text.Json;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Timeline;

namespace QmpFuzz.Cli;

/// <summary>Writes timelines as one JSON object, as they are read: a long session is never held whole.</summary>
internal sealed class TimelineJson : IDisposable
{
    private const int FlushAt = 1 << 16;

    private readonly Stream _output;
    private readonly Utf8JsonWriter _json;

    public TimelineJson(Stream output)
    {
        (_output, _json) = (output, new Utf8JsonWriter(output));
        _json.WriteStartObject();
        _json.WriteStartArray("sessions");
    }

    public void Begin(SessionReader session)
    {
        _json.WriteStartObject();
        _json.WriteString("file", session.Path);
        _json.WriteString("started", session.Header.Started);
        _json.WriteString("source", session.Header.Source);
        _json.WriteString("dialect", session.Header.Dialect);
        _json.WriteString("by", session.Header.By);
        _json.WriteStartArray("entries");
    }

    public void Write(TimelineEntry entry)
    {
        _json.WriteStartObject();
        _json.WriteNumber("time_us", entry.Microseconds);
        _json.WriteString("kind", JsonNamingPolicy.SnakeCaseLower.ConvertName($"{entry.Kind}"));
        WriteText("from", entry.From is { } side ? side == SessionSide.Client ? "client" : "server" : null);
        WriteNumber("number", entry.Number);
        WriteNumber("latency_us", entry.Latency);
        WriteNumber("count", entry.Count);
        WriteText("name", entry.Name);
        WriteText("text", entry.Text.IsEmpty ? null : Encoding.UTF8.GetString(entry.Text.Span));
        _json.WriteEndObject();
        if (_json.BytesPending > FlushAt)
        {
            _json.Flush();
        }
    }

    public void End(SessionSummary sum, bool tornTail, SessionFault? fault)
    {
        _json.WriteEndArray();
        _json.WriteNumber("duration_us", sum.Duration);
        _json.WriteNumber("client_bytes", sum.ClientBytes);
        _json.WriteNumber("server_bytes", sum.ServerBytes);
        _json.WriteNumber("lost_bytes", sum.LostBytes);
        _json.WriteNumber("messages", sum.Messages);
        _json.WriteNumber("commands", sum.Commands);
        _json.WriteNumber("returns", sum.Returns);
        _json.WriteNumber("errors", sum.Errors);
        _json.WriteNumber("events", sum.Events);
        _json.WriteBoolean("torn_tail", tornTail);
        WriteText("fault", fault?.ToString());
        _json.WriteEndObject();
    }

    public void Dispose()
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Dispose();
        _output.Write("\n"u8);
    }

    private void WriteText(string name, string? text)
    {
        if (text is not null)
        {
            _json.WriteString(name, text);
        }
    }

    private void WriteNumber(string name, long? number)
    {
        if (number is { } known)
        {
            _json.WriteNumber(name, known);
        }
    }
}
