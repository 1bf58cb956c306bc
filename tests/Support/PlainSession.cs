using System.Buffers;
using System.Text;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Server;

namespace QmpFuzz.Tests.Support;

/// <summary>
/// One client that sends bytes in pieces and takes what comes, with the clock standing still until it is told to go on: what is
/// said depends on the bytes alone.
/// </summary>
internal sealed class PlainSession
{
    private const int LongestWait = 100;
    private const long Hour = 3_600_000_000;

    private readonly MonitorGroup _group;
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly List<byte> _untaken = [];
    private long _now;

    public PlainSession(ProtocolDialect dialect)
    {
        _group = new MonitorGroup(dialect);
        _group.Connect(0);
    }

    /// <summary>Everything that the server said so far.</summary>
    public string Said
    {
        get
        {
            _group.TakeOutput(0, _output);
            return Encoding.ASCII.GetString(_output.WrittenSpan);
        }
    }

    public bool IsClosing => _group.WantsClose(0);

    /// <summary>What a server says to these pieces, with time at the end for all that it began.</summary>
    public static string Play(ProtocolDialect dialect, IEnumerable<byte[]> chunks)
    {
        PlainSession session = new(dialect);
        foreach (byte[] chunk in chunks)
        {
            session.Send(chunk);
        }

        session.LetFinish();
        return session.Said;
    }

    public PlainSession Send(ReadOnlySpan<byte> bytes)
    {
        _untaken.AddRange(bytes);
        Offer();
        return this;
    }

    /// <summary>Lets time pass until nothing is waited for.</summary>
    public PlainSession LetFinish()
    {
        for (int i = 0; i < LongestWait && (_group.PendingCount > 0 || _untaken.Count > 0); i++)
        {
            _now += Hour;
            _group.Advance(_now, wall: 0);
            Offer();
        }

        return this;
    }

    private void Offer() => _untaken.RemoveRange(0, _group.Receive(0, _untaken.ToArray()));
}
