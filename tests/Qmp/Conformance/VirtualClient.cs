using System.Buffers;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Server;

namespace QmpFuzz.Tests.Qmp.Conformance;

/// <summary>
/// Plays a transcript against a <see cref="MonitorGroup"/> in virtual time: nothing waits, a sleep moves the clock.
/// Bytes that a suspended monitor does not take are offered again after each step of time. Descriptors are only numbers here.
/// </summary>
internal sealed class VirtualClient
{
    private const int QuietMilliseconds = 100;
    private const int FirstDescriptor = 1000;

    private readonly MonitorGroup _group;
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly List<byte> _untaken = [];
    private readonly List<ReplyLines> _connections = [];
    private readonly Func<byte[], IEnumerable<byte[]>> _chunks;
    private readonly List<int> _released = [];
    private int _passed;
    private long _now;
    private bool _inputEnds;

    private VirtualClient(ProtocolDialect dialect, Func<byte[], IEnumerable<byte[]>> chunks) => (_group, _chunks) = (new MonitorGroup(dialect), chunks);

    private ReplyLines Replies => _connections[^1];

    private bool Closed { get; set; }

    /// <summary>Returns the differences to what was recorded; <paramref name="chunks"/> says in which pieces each write arrives.</summary>
    public static IEnumerable<string> Play(Transcript transcript, Func<byte[], IEnumerable<byte[]>>? chunks = null)
    {
        VirtualClient client = new(transcript.Dialect, chunks ?? (bytes => [bytes]));
        client.Connect();
        bool left = false;
        foreach (TranscriptStep step in transcript.Steps)
        {
            left |= step is CloseStep;
            client.Do(step);
        }

        client.Sleep(QuietMilliseconds);
        return [.. Comparison.Differences(transcript, client._connections, client.Closed && !left), .. client.WrongDescriptors()];
    }

    private void Do(TranscriptStep step)
    {
        switch (step)
        {
            case SendStep send:
                Send(send);
                break;
            case WaitStep wait:
                while (Replies.Lines.Count < wait.Replies && !Closed && _group.NextWakeUp is { } due)
                {
                    MoveTo(due);
                }

                break;
            case SleepStep sleep:
                Sleep(sleep.Milliseconds);
                break;
            case HalfCloseStep:
                _inputEnds = true;
                Pump();
                break;
            case CloseStep:
                Close();
                break;
            case ReconnectStep:
                Close();
                Connect();
                break;
        }
    }

    private void Connect()
    {
        Closed = _inputEnds = false;
        _connections.Add(new ReplyLines(_group.Dialect));
        _group.Connect(0);
        Pump();
    }

    private void Send(SendStep send)
    {
        if (send.Descriptors > 0)
        {
            Assert.Empty(_untaken);                         // else they would come too early
            _group.Attach(0, [.. Enumerable.Range(FirstDescriptor + _passed, send.Descriptors)]);
            _passed += send.Descriptors;
        }

        for (int i = 0; i < send.Times; i++)
        {
            foreach (byte[] chunk in _chunks(send.Bytes))
            {
                _untaken.AddRange(chunk);
                Pump();
            }
        }
    }

    private void Sleep(int milliseconds)
    {
        long end = _now + (milliseconds * 1000L);
        while (_group.NextWakeUp is { } due && due <= end)
        {
            MoveTo(due);
        }

        MoveTo(end);
    }

    private void MoveTo(long monotonic)
    {
        _now = Math.Max(_now, monotonic);
        _group.Advance(_now, wall: _now);
        Pump();
    }

    private void Pump()
    {
        bool more = true;
        while (more && !Closed)
        {
            int taken = _group.Receive(0, _untaken.ToArray());
            _untaken.RemoveRange(0, taken);
            if (_inputEnds && _untaken.Count == 0)
            {
                _inputEnds = false;
                _group.EndOfInput(0);
            }

            more = taken > 0 && _untaken.Count > 0;
            TakeOutput();
            if (_group.WantsClose(0))
            {
                Close();
            }
        }
    }

    private void TakeOutput()
    {
        _group.TakeOutput(0, _output);
        Replies.Add(_output.WrittenSpan);
        _output.ResetWrittenCount();
        while (_group.TryTakeReleased(out int descriptor))
        {
            _released.Add(descriptor);
        }
    }

    private void Close()
    {
        if (!Closed)
        {
            _group.Disconnect(0);
            _untaken.Clear();
            Closed = true;
        }
    }

    // one that was never passed, or is released twice, would close somebody else's file
    private IEnumerable<string> WrongDescriptors() => _released
        .GroupBy(descriptor => descriptor)
        .Where(group => group.Count() > 1 || group.Key < FirstDescriptor || group.Key >= FirstDescriptor + _passed)
        .Select(group => $"descriptor {group.Key} was released {group.Count()} times");
}
