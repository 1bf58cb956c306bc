using System.Buffers;
using System.Diagnostics;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Fuzz.Targets.Clients;

/// <summary>Whether there is more to say to a client, and why not.</summary>
internal enum ClientState
{
    Listening,

    /// <summary>It closed the connection, or ended.</summary>
    Left,

    /// <summary>It sleeps, and says nothing though we wait for it: a reply was left out, or it has all that it wanted.</summary>
    AsksNoMore,

    /// <summary>It is busy, and has been for too long.</summary>
    Stuck,

    /// <summary>It holds more memory than it may.</summary>
    TooBig,
}

/// <summary>
/// The server's end of what is said to a client: everything waits for something that the client does, up to a limit. Once the state is
/// not <see cref="ClientState.Listening"/> nothing more is said.
/// </summary>
internal sealed class ClientSession(SpawnedClient client, ClientLimits limits, ExecutionLog log) : IDisposable
{
    private const int LongestLogged = 4096;
    private const int LongestBlock = 1 << 16;
    private const int SentBetweenLooks = 1 << 20;

    // between two looks at a client that has nothing for us at the moment: more and more, since what it says ends the wait at once
    private static readonly TimeSpan ShortestBreath = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestBreath = TimeSpan.FromMilliseconds(16);

    private readonly ArrayBufferWriter<byte> _unsent = new();
    private readonly byte[] _buffer = new byte[LongestBlock];
    private readonly List<byte[]> _messages = [];
    private readonly QuietWatch _watch = new(client);
    private CanonicalReader _reader = new();
    private PollingSocket? _socket;
    private long _lookedAt;

    public ClientState State { get; private set; }

    public bool IsListening => State == ClientState.Listening;

    /// <summary>What it has said, message by message, in QEMU's spelling; empty where it is no JSON.</summary>
    public IReadOnlyList<byte[]> Messages => _messages;

    public long BytesSent { get; private set; }

    public long PeakBytes { get; private set; }

    /// <summary>The longest that it let us wait for something that it then said.</summary>
    public TimeSpan LongestPause { get; private set; }

    /// <summary>Takes its connection; it may still have to start.</summary>
    public void Open() => Open(limits.Patience);

    /// <summary>Closes the connection and takes the next, if one comes.</summary>
    public void Reopen()
    {
        HangUp();
        Open(limits.Quiet);
    }

    /// <summary>Says something, with what is said next in one piece.</summary>
    public void Say(ReadOnlySpan<byte> bytes) => _unsent.Write(bytes);

    /// <summary>Says the same again and again.</summary>
    public void SayAgain(ReadOnlySpan<byte> phrase, long times)
    {
        int together = (int)Math.Clamp(LongestBlock / phrase.Length, 1, times);
        byte[] block = new byte[phrase.Length * together];
        for (int at = 0; at < block.Length; at += phrase.Length)
        {
            phrase.CopyTo(block.AsSpan(at));
        }

        Flush();
        for (long left = times; left > 0 && IsListening; left -= together)
        {
            Send(block.AsSpan(0, (int)Math.Min(left, together) * phrase.Length), isLogged: left == times);
        }
    }

    /// <summary>Sends what was said.</summary>
    public void Flush()
    {
        Send(_unsent.WrittenSpan, isLogged: true);
        _unsent.ResetWrittenCount();
    }

    /// <summary>Sends what was said, and waits until it was taken: what comes next is in another chunk.</summary>
    public void EndChunk()
    {
        Flush();
        WaitUntil(() => _socket?.IsReadByPeer != false);
    }

    /// <summary>Waits until it has said so many messages.</summary>
    public void Await(int messages)
    {
        Flush();
        long start = Stopwatch.GetTimestamp();
        if (_messages.Count < messages && WaitUntil(() => _messages.Count >= messages))
        {
            TimeSpan pause = Stopwatch.GetElapsedTime(start);
            LongestPause = pause > LongestPause ? pause : LongestPause;
        }
    }

    /// <summary>Half-closes.</summary>
    public void EndOutput()
    {
        Flush();
        _socket?.ShutdownSend();
    }

    public void HangUp()
    {
        Flush();
        if (_socket is not null)
        {
            log.Add(LogKind.ServerClosed, 0);
            _socket.Dispose();
            _socket = null;
        }
    }

    /// <summary>Everything has been said: reads what it still has to say, and waits for its end. False if that does not come.</summary>
    public bool End()
    {
        client.StopListening();                             // first: one that connects again must not be let in for a moment
        EndOutput();
        log.Add(LogKind.Drained, 0);
        _watch.Restart();
        TimeSpan breath = ShortestBreath;
        while (State is not (ClientState.Stuck or ClientState.TooBig) && _watch.Asleep < limits.Patience)
        {
            if (client.HasExited || (limits.MayStay && (IsGone || _watch.Asleep > limits.Quiet)))
            {
                return true;
            }

            LookAtMemory();
            LookAtThreads();
            if (IsGone)
            {
                client.WaitForExit(breath);
            }
            else
            {
                Receive(breath);
            }

            breath = Longer(breath);
        }

        return false;
    }

    public void Dispose() => _socket?.Dispose();

    private void Open(TimeSpan quiet)
    {
        if (WaitUntil(() => (_socket = client.TryAccept(LongestBreath)) is not null, quiet))
        {
            log.Add(LogKind.Connect, 0);
            _reader = new CanonicalReader();
        }
    }

    private bool IsGone => _socket?.HasEnded != false;

    private void Send(ReadOnlySpan<byte> bytes, bool isLogged)
    {
        if (isLogged && IsListening && _socket is not null && !bytes.IsEmpty)
        {
            log.Add(LogKind.ServerSent, 0, bytes[..Math.Min(bytes.Length, LongestLogged)]);
        }

        while (IsListening && _socket is not null && !bytes.IsEmpty)
        {
            int sent = _socket.Send(bytes);
            bytes = bytes[sent..];
            BytesSent += sent;
            State = _socket.IsBroken ? ClientState.Left : State;
            if (BytesSent - _lookedAt > SentBetweenLooks)
            {
                LookAtMemory();
            }

            if (sent == 0)
            {
                WaitUntil(() => _socket.WaitToSend(ShortestBreath));
            }
        }
    }

    /// <summary>Waits, and goes on reading; false if the session is over before it holds.</summary>
    private bool WaitUntil(Func<bool> holds, TimeSpan? quiet = null)
    {
        _watch.Restart();
        TimeSpan breath = ShortestBreath;
        while (IsListening)
        {
            if (holds())
            {
                return true;
            }

            State = _socket?.HasEnded ?? client.HasExited ? ClientState.Left
                : _watch.Asleep > (quiet ?? limits.Quiet) ? ClientState.AsksNoMore
                : State;
            Receive(breath);
            breath = Longer(breath);
            LookAtMemory();
            LookAtThreads();
        }

        return false;
    }

    private static TimeSpan Longer(TimeSpan breath) => breath < LongestBreath ? 2 * breath : breath;

    private void LookAtThreads()
    {
        _watch.Look();
        State = _watch.IsBusy(limits.Patience) ? ClientState.Stuck : State;
    }

    private void LookAtMemory()
    {
        _lookedAt = BytesSent;
        PeakBytes = Math.Max(PeakBytes, client.PeakBytes);
        State = PeakBytes > limits.MostBytes(BytesSent) ? ClientState.TooBig : State;
    }

    private void Receive(TimeSpan limit)
    {
        if (_socket is { HasEnded: false } && _socket.WaitToReceive(limit) && _socket.Receive(_buffer) is > 0 and int received)
        {
            ReadOnlySpan<byte> bytes = _buffer.AsSpan(0, received);
            log.Add(LogKind.ClientSent, 0, bytes);
            _messages.AddRange(_reader.Add(bytes).Select(message => message ?? []));
        }
    }
}
