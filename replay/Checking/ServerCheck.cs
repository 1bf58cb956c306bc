using System.Text;
using System.Text.Json;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Extensions;
using QmpFuzz.Qmp.Rules;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Replay.Checking;

/// <summary>
/// Checks a live server: its greeting, what query-commands and query-qmp-schema say, and our own conversation with it. It is asked
/// nothing else, so nothing changes there.
/// </summary>
public sealed class ServerCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly QmpEndpoint _endpoint;
    private readonly ProtocolDialect _dialect;
    private readonly CheckReport _report;
    private readonly ExtensionChecker _extensions;
    private readonly ConversationCheck _conversation;
    private readonly StringBuilder _received = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private JsonElement _greeting;
    private JsonElement _commands;
    private JsonElement _schema;

    private ServerCheck(QmpEndpoint endpoint, ProtocolDialect dialect, UpstreamSchema? upstream, CheckReport report)
    {
        (_endpoint, _dialect, _report) = (endpoint, dialect, report);
        _extensions = new ExtensionChecker(upstream, dialect.Name);
        _conversation = new ConversationCheck(new RuleChecker(dialect.Name, int.MaxValue), _extensions, 0, report);
    }

    private string Place => _endpoint.ToString();

    /// <summary>Checks the server; the result can be written as an upstream schema with <see cref="Save"/>.</summary>
    public static async Task<ServerCheck> RunAsync(
        QmpEndpoint endpoint, ProtocolDialect dialect, UpstreamSchema? upstream, CheckReport report, CancellationToken cancellation)
    {
        ServerCheck check = new(endpoint, dialect, upstream, report);
        await check.RunAsync(cancellation);
        return check;
    }

    /// <summary>Writes what the server told as a schema file; false if it did not tell enough.</summary>
    public bool Save(Stream output)
    {
        bool told = _greeting.ValueKind == JsonValueKind.Object && _commands.ValueKind == JsonValueKind.Array && _schema.ValueKind == JsonValueKind.Array;
        if (told)
        {
            UpstreamSchema.Write(_greeting, _commands, _schema, output);
        }

        return told;
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        using QmpSocket socket = await QmpSocket.ConnectAsync(_endpoint, cancellation);
        _report.Sessions++;
        _conversation.Connect();
        if (_dialect.Greets)
        {
            _greeting = await ReadAsync(socket, "QMP", cancellation);
        }

        foreach (string opening in Openings())
        {
            await AskAsync(socket, opening, cancellation);
        }

        JsonElement list = Result(await AskAsync(socket, Question(_dialect.Greets ? "query-commands" : "guest-info"), cancellation));
        _commands = _dialect.Greets ? list : list.GetProperty("supported_commands");
        Report(_commands.ValueKind == JsonValueKind.Array ? _extensions.OnCommandList(_commands) : []);
        if (_dialect.Greets)
        {
            Judge(Result(await AskAsync(socket, Question("query-qmp-schema"), cancellation)));
        }

        _conversation.End(Place);
        NoteLimits();
    }

    private void Judge(JsonElement schema)
    {
        _schema = schema;
        if (schema.ValueKind != JsonValueKind.Array)
        {
            _report.Note(Place, "the server has no query-qmp-schema: only the names of its commands are compared");
            return;
        }

        Report(_extensions.OnSchema(schema, out string fault));
        if (fault.Length > 0)
        {
            _report.Unreadable(Place, $"query-qmp-schema: {fault}");
        }
    }

    private void NoteLimits()
    {
        if (_extensions.OnlyNames is { } reason)
        {
            _report.Note(Place, $"of the rules for private extensions only the names and the greeting were judged: {reason}");
        }
    }

    private void Report(IEnumerable<ExtensionBreach> breaches)
    {
        foreach (ExtensionBreach breach in breaches)
        {
            _report.Add(breach, Place);
        }
    }

    /// <summary>What leads to command mode.</summary>
    private string[] Openings() => _dialect.Name switch
    {
        "qga" => [],
        "handshake-2010" => ["""{"execute": "qmp_switch_mode", "arguments": {"mode": "operational"}, "id": "check"}"""],
        "offer-select-2010" => ["""{"capabilities": [], "id": "check"}"""],
        _ => [Question("qmp_capabilities")],
    };

    private static string Question(string command) => $$"""{"execute": "{{command}}", "id": "check"}""";

    private static JsonElement Result(JsonElement reply) => reply.TryGetProperty("return", out JsonElement result) ? result : default;

    private async Task<JsonElement> AskAsync(QmpSocket socket, string question, CancellationToken cancellation)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(question + "\n");
        _conversation.Add(new ChunkRecord(0, SessionSide.Client, bytes), Place);
        await socket.SendAsync(bytes, cancellation);
        return await ReadAsync(socket, "id", cancellation);
    }

    /// <summary>Reads until a message with that member; a server that stays silent is one that was not reached.</summary>
    private async Task<JsonElement> ReadAsync(QmpSocket socket, string member, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            while (true)
            {
                while (TryTakeLine() is { } line)
                {
                    if (Parse(line) is { ValueKind: JsonValueKind.Object } message && message.TryGetProperty(member, out _))
                    {
                        return message;
                    }
                }

                int count = await socket.ReceiveAsync(_buffer, limit.Token);
                if (count == 0)
                {
                    throw new EndpointUnreachableException(_endpoint, "closed the connection before it answered");
                }

                byte[] chunk = _buffer[..count];
                _conversation.Add(new ChunkRecord(0, SessionSide.Server, chunk), Place);
                _received.Append(Encoding.Latin1.GetString(chunk));
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new EndpointUnreachableException(_endpoint, $"said nothing for {Patience.TotalSeconds:0} s: another client may be there");
        }
    }

    private string? TryTakeLine()
    {
        string text = _received.ToString();
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        _received.Remove(0, end + 1);
        return text[..end];
    }

    private static JsonElement Parse(string line)
    {
        try
        {
            return JsonElement.Parse(Encoding.Latin1.GetBytes(line.TrimStart('\u00FF')));
        }
        catch (JsonException)                               // no answer of ours, then
        {
            return default;
        }
    }
}
