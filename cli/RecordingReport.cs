using System.Text.Json;
using QmpFuzz.Recorder.Tap;

namespace QmpFuzz.Cli;

/// <summary>Says what happens to a tap while it happens, and keeps the sums for the end; each connection's only if they are wanted.</summary>
internal sealed class RecordingReport(TextWriter status, bool keepsConnections)
{
    private readonly Lock _lock = new();
    private readonly List<ConnectionClosed> _recorded = [];
    private readonly TimelinePrinter _messages = new(status, full: false, colour: false);
    private int _opened;
    private int _closed;
    private int _unreachable;

    /// <summary>A file lacks bytes without a gap that says so, or a connection was ended for lack of a log.</summary>
    public bool LostBytes { get; private set; }

    public void Tell(RecordingEvent happened)
    {
        using (_lock.EnterScope())
        {
            Count(happened);
            if (happened is MessageRecorded message)
            {
                status.Write($"{Path.GetFileNameWithoutExtension(message.File)[^4..]} ");
                _messages.Print(message.Entry);
                return;
            }

            status.WriteLine(Describe(happened));
        }
    }

    /// <summary>Says how much was recorded until now.</summary>
    public void Sum(TapTraffic traffic)
    {
        using (_lock.EnterScope())
        {
            int open = _opened - _closed;
            status.WriteLine(
                $"{_closed} connection{(_closed == 1 ? "" : "s")} recorded{(open > 0 ? $", {open} open" : "")}; "
                + $"clients sent {traffic.FromClients} bytes, the server {traffic.FromServer}");
        }
    }

    public void WriteJson(Stream output, string listen, string connect)
    {
        using Utf8JsonWriter json = new(output);
        json.WriteStartObject();
        json.WriteString("listen", listen);
        json.WriteString("connect", connect);
        json.WriteNumber("unreachable", _unreachable);
        json.WriteBoolean("bytes_lost", LostBytes);
        json.WriteStartArray("connections");
        foreach (ConnectionClosed connection in _recorded.OrderBy(connection => connection.Index))
        {
            WriteConnection(json, connection);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
    }

    private void Count(RecordingEvent happened)
    {
        _opened += happened is ConnectionOpened ? 1 : 0;
        _unreachable += happened is ServerUnreachable ? 1 : 0;
        LostBytes |= happened is LogAbandoned;
        _closed += happened is ConnectionClosed ? 1 : 0;
        if (happened is ConnectionClosed closed && keepsConnections)
        {
            _recorded.Add(closed);
        }
    }

    private static string Describe(RecordingEvent happened) => happened switch
    {
        ConnectionOpened opened => $"connection {opened.Index}: opened, {opened.File}",
        ConnectionClosed closed => $"connection {closed.Index}: {Ending(closed)}; client sent {Sum(closed.FromClient)}, server sent {Sum(closed.FromServer)}: {closed.File}",
        ServerUnreachable unreachable => $"qmpfuzz: connection {unreachable.Index}: client turned away: {unreachable.Reason}",
        AcceptFailed failed => $"qmpfuzz: {failed.Reason}",
        LogContinued continued => $"{continued.File}: goes on in {continued.Next}",
        LogFailed failed => $"qmpfuzz: WARNING: NOT RECORDING {failed.File}: {failed.Reason}",
        LogResumed resumed => $"qmpfuzz: recording again: {resumed.File}; lost {resumed.LostFromClient} bytes of the client, {resumed.LostFromServer} of the server",
        LogAbandoned lost => $"qmpfuzz: WARNING: INCOMPLETE {lost.File}: {lost.LostFromClient} bytes of the client, {lost.LostFromServer} of the server are missing at its end",
        _ => $"{happened}",
    };

    private static string Ending(ConnectionClosed closed) =>
        closed.FromClient.End == PumpEnd.LogFailed || closed.FromServer.End == PumpEnd.LogFailed ? "ended by the tap, it could not be recorded"
        : closed.FromClient.End == PumpEnd.SourceFailed ? "reset by the client"
        : closed.FromServer.End == PumpEnd.SourceFailed ? "reset by the server"
        : "closed";

    private static string Sum(PumpResult direction) => $"{direction.Bytes} bytes in {direction.Messages} messages";

    private static void WriteConnection(Utf8JsonWriter json, ConnectionClosed connection)
    {
        json.WriteStartObject();
        json.WriteNumber("index", connection.Index);
        json.WriteString("file", connection.File);
        json.WriteNumber("client_bytes", connection.FromClient.Bytes);
        json.WriteNumber("client_messages", connection.FromClient.Messages);
        json.WriteNumber("server_bytes", connection.FromServer.Bytes);
        json.WriteNumber("server_messages", connection.FromServer.Messages);
        json.WriteEndObject();
    }
}
