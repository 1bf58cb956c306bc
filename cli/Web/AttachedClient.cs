using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Timeline;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Cli.Web;

/// <summary>
/// A client of a live server that only looks: it negotiates, asks for the state, and asks again when an event may have changed it. What is
/// said becomes a recording in a folder of its own, which ends with it.
/// </summary>
internal sealed class AttachedClient : IAsyncDisposable
{
    private static readonly string[] StateEvents = ["STOP", "RESUME", "SUSPEND", "WAKEUP", "POWERDOWN", "SHUTDOWN", "RESET", "GUEST_PANICKED"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qmpfuzz-");
    private readonly CancellationTokenSource _cancellation = new();
    private readonly QmpSocket _socket;
    private readonly SessionWriter _log;
    private readonly SessionTimeline _timeline = new();
    private readonly TimeProvider _time;
    private readonly long _start;
    private Task _reading = Task.CompletedTask;

    private AttachedClient(QmpSocket socket, TimeProvider time)
    {
        (_socket, _time, _start) = (socket, time, time.GetTimestamp());
        _log = SessionWriter.Create(Path.Combine(_folder.FullName, "live" + SessionFiles.Extension), new SessionHeader { Started = time.GetUtcNow(), Source = Name, By = "web" });
    }

    public string Name => _socket.Endpoint.ToString();

    public string Folder => _folder.FullName;

    /// <summary>What the server said last of its state, as JSON; null before it did.</summary>
    public string? State { get; private set; }

    /// <summary>The conversation is over.</summary>
    public bool HasEnded => _reading.IsCompleted;

    /// <summary>Connects; nobody there is an <see cref="EndpointUnreachableException"/>.</summary>
    public static async Task<AttachedClient> StartAsync(QmpEndpoint endpoint, TimeProvider time, CancellationToken cancellation)
    {
        AttachedClient client = new(await QmpSocket.ConnectAsync(endpoint, cancellation), time);
        client._reading = client.ReadAsync(client._cancellation.Token);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _cancellation.CancelAsync();
        await _reading;
        _socket.Dispose();
        _log.Dispose();
        _cancellation.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        byte[] buffer = new byte[64 << 10];
        try
        {
            int count;
            while ((count = await _socket.ReceiveAsync(buffer, cancellation)) > 0)
            {
                foreach (TimelineEntry entry in Note(new ChunkRecord(Now, SessionSide.Server, buffer.AsMemory(0, count))))
                {
                    await AnswerAsync(entry, cancellation);
                }
            }

            _ = Note(new CloseRecord(Now, SessionSide.Server));
        }
        catch (OperationCanceledException)
        {
            _ = Note(new CloseRecord(Now, SessionSide.Client));
        }
        catch (IOException failure)                         // the server went away, or our disk is full: the page says so
        {
            State = failure.Message;
        }
    }

    private Task AnswerAsync(TimelineEntry entry, CancellationToken cancellation)
    {
        bool isFirst = State is null && entry.Kind == TimelineKind.Return;
        bool isState = State is not null && entry.Kind == TimelineKind.Return;
        if (isFirst || isState)
        {
            State = isState ? Encoding.UTF8.GetString(entry.Text.Span) : "";
        }

        return entry.Kind == TimelineKind.Greeting ? SayAsync("qmp_capabilities", cancellation)
            : isFirst || (entry.Kind == TimelineKind.Event && StateEvents.Contains(entry.Name)) ? SayAsync("query-status", cancellation)
            : Task.CompletedTask;
    }

    private async Task SayAsync(string command, CancellationToken cancellation)
    {
        byte[] line = Encoding.ASCII.GetBytes($$"""{"execute": "{{command}}"}""" + "\n");
        _ = Note(new ChunkRecord(Now, SessionSide.Client, line));
        await _socket.SendAsync(line, cancellation);
    }

    private List<TimelineEntry> Note(SessionRecord record)
    {
        _log.Write(record);
        return [.. _timeline.Add(record)];
    }

    private long Now => (long)_time.GetElapsedTime(_start).TotalMicroseconds;
}
