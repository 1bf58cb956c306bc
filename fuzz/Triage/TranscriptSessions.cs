using System.Globalization;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Fuzz.Contract;

namespace QmpFuzz.Fuzz.Triage;

/// <summary>An execution as session files, one a connection, so that every verb that takes a session takes a finding.</summary>
internal sealed class TranscriptSessions : IDisposable
{
    // virtual time begins here, as the harness tells it to the machine
    private static readonly DateTimeOffset Epoch = DateTimeOffset.FromUnixTimeSeconds(1_600_000_000);

    private readonly Dictionary<int, SessionWriter> _open = [];
    private readonly Dictionary<int, long> _openedAt = [];
    private readonly string _folder;
    private readonly string _group;
    private long _now;
    private int _connections;

    private TranscriptSessions(string folder, string group) => (_folder, _group) = (folder, group);

    /// <summary>Writes the files into a folder that is there.</summary>
    public static void Write(ExecutionLog log, string folder, string group)
    {
        using TranscriptSessions sessions = new(folder, group);
        foreach (ref readonly LogEntry entry in log.Entries)
        {
            sessions.Take(log, entry);
        }
    }

    public void Dispose()
    {
        foreach (SessionWriter writer in _open.Values)
        {
            writer.Dispose();
        }
    }

    private void Take(ExecutionLog log, in LogEntry entry)
    {
        int monitor = entry.Monitor;
        _now++;                                             // nothing takes time here: what comes later is said to
        if (entry.Kind == LogKind.Time)
        {
            _now += entry.Argument * 1000L;
        }
        else if (entry.Kind == LogKind.Connect)
        {
            Open(monitor);
        }
        else if (_open.TryGetValue(monitor, out SessionWriter? writer))
        {
            long at = _now - _openedAt[monitor];
            switch (entry.Kind)
            {
                case LogKind.ClientSent: writer.WriteChunk(at, SessionSide.Client, log.BytesOf(entry)); break;
                case LogKind.ServerSent: writer.WriteChunk(at, SessionSide.Server, log.BytesOf(entry)); break;
                case LogKind.EndOfInput: writer.Write(new EndOfInputRecord(at, SessionSide.Client)); break;
                case LogKind.Disconnect: writer.Write(new CloseRecord(at, SessionSide.Client)); break;
                case LogKind.ServerClosed: writer.Write(new CloseRecord(at, SessionSide.Server)); break;
                default: break;
            }
        }
    }

    private void Open(int monitor)
    {
        if (_open.Remove(monitor, out SessionWriter? last))
        {
            last.Dispose();
        }

        string name = string.Create(CultureInfo.InvariantCulture, $"{_connections:D3}-monitor-{monitor}{SessionFiles.Extension}");
        SessionHeader header = new()
        {
            Started = Epoch.AddMicroseconds(_now),
            Source = string.Create(CultureInfo.InvariantCulture, $"embedded monitor {monitor}"),
            By = "fuzz",
            Group = _group,
            Index = _connections++,
            OffsetMicroseconds = _now,
        };
        _open[monitor] = SessionWriter.Create(Path.Combine(_folder, name), header);
        _openedAt[monitor] = _now;
    }
}
