using System.Buffers;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Server;

namespace QmpFuzz.Tests.Qmp.Conformance;

/// <summary>
/// Plays a transcript against a <see cref="MonitorGroup"/> in virtual time: nothing waits, a sleep moves the clock.
/// Bytes that a suspended monitor does not take are offered again after each step of time.
/// </summary>
internal sealed class VirtualClient
{
    private const int QuietMilliseconds = 100;

    private readonly MonitorGroup _group = new(ProtocolDialect.Qemu);
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly List<byte> _untaken = [];
    private readonly Func<byte[], IEnumerable<byte[]>> _chunks;
    private long _now;

    private VirtualClient(Func<byte[], IEnumerable<byte[]>> chunks) => _chunks = chunks;

    private ReplyLines Replies { get; } = new();

    private bool Closed { get; set; }

    /// <summary>Returns the differences to what was recorded; <paramref name="chunks"/> says in which pieces each write arrives.</summary>
    public static IEnumerable<string> Play(Transcript transcript, Func<byte[], IEnumerable<byte[]>>? chunks = null)
    {
        VirtualClient client = new(chunks ?? (bytes => [bytes]));
        client._group.Connect(0);
        client.Pump();
        bool left = false;
        foreach (TranscriptStep step in transcript.Steps)
        {
            left |= step is CloseStep;
            client.Do(step);
        }

        client.Sleep(QuietMilliseconds);
        return Comparison.Differences(transcript, client.Replies, client.Closed && !left);
    }

    private void Do(TranscriptStep step)
    {
        switch (step)
        {
            case SendStep send:
                foreach (byte[] chunk in _chunks(send.Bytes))
                {
                    _untaken.AddRange(chunk);
                    Pump();
                }

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
            case CloseStep:
                Close();
                break;
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
        while (!Closed)
        {
            int taken = _group.Receive(0, _untaken.ToArray());
            _untaken.RemoveRange(0, taken);
            TakeOutput();
            if (_group.WantsClose(0))
            {
                Close();
            }

            if (taken == 0 || _untaken.Count == 0)
            {
                return;
            }
        }
    }

    private void TakeOutput()
    {
        _group.TakeOutput(0, _output);
        Replies.Add(_output.WrittenSpan);
        _output.ResetWrittenCount();
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
}
