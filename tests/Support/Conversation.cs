using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Server;

namespace QmpFuzz.Tests.Support;

/// <summary>
/// A dialogue with the protocol core, as it would be on the wire: what the client sends, what the server says, and time.
/// Each line of the server must be expected, in order, byte for byte; event timestamps are shown as 0.
/// </summary>
internal sealed partial class Conversation
{
    private readonly MonitorGroup _group;
    private readonly List<List<byte>> _unsent = [];
    private readonly List<Queue<string>> _said = [];
    private int _monitor;
    private long _now;

    private Conversation(ProtocolDialect dialect, int monitors)
    {
        _group = new MonitorGroup(dialect, monitors);
        for (int i = 0; i < monitors; i++)
        {
            _unsent.Add([]);
            _said.Add(new Queue<string>());
        }
    }

    /// <summary>Starts before any client is there.</summary>
    public static Conversation WithMonitors(int monitors) => new(ProtocolDialect.Qemu, monitors);

    /// <summary>Starts before any client is there, in another dialect than today's QEMU.</summary>
    public static Conversation In(ProtocolDialect dialect, int monitors = 1) => new(dialect, monitors);

    /// <summary>Starts with a client that was greeted.</summary>
    public static Conversation Start() => WithMonitors(1).Connects().ServerGreets();

    /// <summary>Starts after capability negotiation.</summary>
    public static Conversation Negotiated(bool oob = false) => Start().Negotiates(oob);

    public Conversation On(int monitor)
    {
        _monitor = monitor;
        return this;
    }

    public Conversation Connects()
    {
        _group.Connect(_monitor);
        return Pump();
    }

    public Conversation Disconnects()
    {
        _unsent[_monitor].Clear();
        _group.Disconnect(_monitor);
        return Pump();
    }

    public Conversation HalfCloses()
    {
        Assert.Empty(_unsent[_monitor]);
        _group.EndOfInput(_monitor);
        return Pump();
    }

    public Conversation ServerGreets(string capabilities = "\"oob\"") => Server(
        $$$"""{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "Debian 1:7.2+dfsg-7+deb12u18+b3"}, "capabilities": [{{{capabilities}}}]}}""");

    public Conversation Negotiates(bool oob = false) => Client(
        oob ? """{"execute":"qmp_capabilities","arguments":{"enable":["oob"]}}""" : """{"execute":"qmp_capabilities"}""").Server("""{"return": {}}""");

    public Conversation Client(string bytes)
    {
        _unsent[_monitor].AddRange(Encoding.Latin1.GetBytes(bytes));
        return Pump();
    }

    /// <summary>A slow command: it takes so many milliseconds.</summary>
    public Conversation ClientSleeps(int milliseconds, string id) => Client(
        $$"""{"execute":"human-monitor-command","arguments":{"command-line":"qemu-io d0 \"sleep {{milliseconds}}\""},"id":"{{id}}"}""");

    public Conversation Server(string line)
    {
        Assert.True(_said[_monitor].TryDequeue(out string? said), $"the server was to say {line}, and said nothing");
        Assert.Equal(line, said);
        return this;
    }

    public Conversation ServerError(string errorClass, string description, string id = "") => Server(
        id.Length == 0
            ? $$$"""{"error": {"class": "{{{errorClass}}}", "desc": "{{{description}}}"}}"""
            : $$$"""{"id": {{{id}}}, "error": {"class": "{{{errorClass}}}", "desc": "{{{description}}}"}}""");

    /// <summary>An error of 2010, with its data.</summary>
    public Conversation ServerErrorOf2010(string errorClass, string description, string data, string id = "") => Server(
        $$$"""{{{{(id.Length == 0 ? "" : $"\"id\": {id}, ")}}}"error": {"class": "{{{errorClass}}}", "desc": "{{{description}}}", "data": {{{data}}}}}""");

    public Conversation ServerEvent(string name, string data = "") => Server(
        $$$"""{"timestamp": {"seconds": 0, "microseconds": 0}, "event": "{{{name}}}"{{{(data.Length > 0 ? ", \"data\": " + data : "")}}}}""");

    /// <summary>All lines that were not expected yet, for tests that compare two servers.</summary>
    public IReadOnlyList<string> SaidSoFar()
    {
        string[] lines = [.. _said[_monitor]];
        _said[_monitor].Clear();
        return lines;
    }

    public Conversation ServerIsSilent()
    {
        Assert.Empty(_said[_monitor]);
        return this;
    }

    public Conversation ServerTakesNoMore(int waiting)
    {
        Assert.Equal(waiting, _unsent[_monitor].Count);
        return this;
    }

    public Conversation ServerCloses(bool closes = true)
    {
        Assert.Equal(closes, _group.WantsClose(_monitor));
        return ServerIsSilent();
    }

    public Conversation MachineRaises(string name)
    {
        _group.RaiseEvent(GuestEvent(name));
        return Pump();
    }

    public Conversation Passes(int milliseconds)
    {
        long until = _now + (milliseconds * 1000L);
        while (_group.NextWakeUp is { } next && next <= until)
        {
            AdvanceTo(next);
        }

        AdvanceTo(until);
        return this;
    }

    /// <summary>Steps that several tests share.</summary>
    public Conversation Then(Action<Conversation> steps)
    {
        steps(this);
        return this;
    }

    /// <summary>The k-th of the pending commands finishes now.</summary>
    public Conversation Completes(int pending)
    {
        _group.Complete(pending);
        return Pump();
    }

    public Conversation HasPending(int count)
    {
        Assert.Equal(count, _group.PendingCount);
        return this;
    }

    public Conversation Holds()
    {
        _group.Hold();
        return this;
    }

    public Conversation RunsOne(bool ran = true)
    {
        Assert.Equal(ran, _group.RunOne());
        return Pump();
    }

    public Conversation Releases()
    {
        _group.Release();
        return Pump();
    }

    /// <summary>The number of the first event of that name among those that the guest raises.</summary>
    private static int GuestEvent(string name)
    {
        IReadOnlyList<QmpFuzz.Qmp.Machine.MachineEvent> events = QmpFuzz.Qmp.Machine.MachineEvent.OfGuest;
        return Enumerable.Range(0, events.Count).First(i => Encoding.ASCII.GetString(events[i].Name) == name);
    }

    private void AdvanceTo(long now)
    {
        _now = now;
        _group.Advance(now, now);
        Pump();
    }

    private Conversation Pump()
    {
        for (int monitor = 0; monitor < _group.MonitorCount; monitor++)
        {
            List<byte> unsent = _unsent[monitor];
            int taken = unsent.Count == 0 ? 0 : _group.Receive(monitor, unsent.ToArray());
            unsent.RemoveRange(0, taken);
        }

        for (int monitor = 0; monitor < _group.MonitorCount; monitor++)
        {
            Listen(monitor);
        }

        return this;
    }

    private void Listen(int monitor)
    {
        ArrayBufferWriter<byte> output = new();
        _group.TakeOutput(monitor, output);
        string[] lines = Encoding.Latin1.GetString(output.WrittenSpan).Split(_group.Dialect.Replies.EndsInLf ? "\n" : "\r\n");
        Assert.Equal("", lines[^1]);
        foreach (string line in lines[..^1])
        {
            _said[monitor].Enqueue(Timestamp().Replace(line, """{"seconds": 0, "microseconds": 0}"""));
        }
    }

    [GeneratedRegex("""\{"seconds": \d+, "microseconds": \d+\}""")]
    private static partial Regex Timestamp();
}
