using System.Diagnostics;
using System.Globalization;
using System.Text;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>One connection to a server that runs by itself. What is sent is logged before the answers to it can come.</summary>
internal sealed class LiveConnection : IDisposable
{
    private const byte Reset = 0xFF;

    // between two attempts to send to a server that takes nothing at the moment
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(1);

    private readonly PollingSocket _socket;
    private readonly TimeSpan _patience;
    private readonly MessageBoundary _boundary = new();
    private readonly byte[] _buffer = new byte[16384];
    private readonly List<byte> _unlogged = [];
    private ExecutionLog? _log;
    private bool _endsInput;

    private LiveConnection(PollingSocket socket, TimeSpan patience) => (_socket, _patience) = (socket, patience);

    /// <summary>The server closed the connection, or it broke.</summary>
    public bool HasEnded => _socket.HasEnded;

    /// <summary>What was sent ends between two messages, so that each of them must be answered.</summary>
    public bool IsBetweenMessages => _boundary.IsBetweenMessages;

    /// <summary>Connects and waits for the greeting if there is to be one: the server has then dealt with the client before. Null if nobody is there.</summary>
    public static LiveConnection? TryOpen(QmpEndpoint endpoint, bool greets, TimeSpan patience)
    {
        if (PollingSocket.TryConnect(endpoint) is not { } socket)
        {
            return null;
        }

        LiveConnection connection = new(socket, patience);
        if (!greets || connection.ReceiveLine("\n"u8))
        {
            return connection;
        }

        connection.Dispose();
        return null;
    }

    /// <summary>From here on it belongs to a testcase; what came before is logged now.</summary>
    public void Begin(ExecutionLog log)
    {
        _log = log;
        log.Add(LogKind.Connect, 0);
        if (_unlogged.Count > 0)
        {
            log.Add(LogKind.ServerSent, 0, _unlogged.ToArray());
        }
    }

    /// <summary>Sends a chunk; false if the server takes nothing for too long, though its answers are read.</summary>
    public bool Send(ReadOnlySpan<byte> bytes)
    {
        if (HasEnded || _endsInput || bytes.IsEmpty)
        {
            return true;
        }

        _log!.Add(LogKind.ClientSent, 0, bytes);
        _boundary.Take(bytes);
        long progress = Stopwatch.GetTimestamp();
        while (!bytes.IsEmpty && !HasEnded)
        {
            int sent = _socket.Send(bytes);
            bytes = bytes[sent..];
            if (sent > 0)
            {
                progress = Stopwatch.GetTimestamp();
            }
            else if (Stopwatch.GetElapsedTime(progress) > _patience)
            {
                return false;
            }
            else if (_socket.WaitToReceive(Breath))
            {
                Receive();
            }
        }

        return true;
    }

    /// <summary>Half-closes, and reads what the server still has to say.</summary>
    public void EndInput()
    {
        if (!HasEnded && !_endsInput)
        {
            _endsInput = true;
            _socket.ShutdownSend();
            _log!.Add(LogKind.EndOfInput, 0);
        }
    }

    /// <summary>
    /// Waits until the server has dealt with everything that was sent: a command that no server knows is answered last. Behind half a
    /// message a reset byte has to go first; what half a message is a server that does not answer may see otherwise. False if no answer came.
    /// </summary>
    public bool Settle(int number)
    {
        if (HasEnded)
        {
            return true;
        }

        if (_endsInput)
        {
            return ReceiveToEnd();
        }

        return Ask(number, withReset: !_boundary.IsBetweenMessages) || Ask(number, withReset: true);
    }

    /// <summary>The end of the testcase, or of one of its connections.</summary>
    public void End()
    {
        _log!.Add(HasEnded ? LogKind.ServerClosed : LogKind.Disconnect, 0);
        Dispose();
    }

    public void Dispose() => _socket.Dispose();

    private bool Ask(int number, bool withReset)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"\"qmpfuzz-barrier-{number}\"");
        byte[] command = Encoding.ASCII.GetBytes($"\n{{\"execute\":\"qmpfuzz-barrier\",\"id\":{id}}}\n"); // on a line of its own, for servers that read lines
        bool sent = Send(withReset ? [Reset, .. command] : command);
        return sent && (ReceiveLine(Encoding.ASCII.GetBytes(id)) || HasEnded);
    }

    private bool ReceiveToEnd()
    {
        for (long start = Stopwatch.GetTimestamp(); !HasEnded && WaitToReceive(start);)
        {
            Receive();
        }

        return HasEnded;
    }

    /// <summary>Receives until a line with these bytes in it has come; false if it does not come in time, or the server left before.</summary>
    private bool ReceiveLine(ReadOnlySpan<byte> awaited)
    {
        bool isFound = false;
        byte[] window = [];
        for (long start = Stopwatch.GetTimestamp(); !HasEnded && WaitToReceive(start);)
        {
            window = [.. window, .. Receive()];
            int found = isFound ? 0 : window.AsSpan().IndexOf(awaited);
            isFound = found >= 0;
            if (isFound && window.AsSpan(found).Contains((byte)'\n'))
            {
                return true;
            }

            window = isFound ? [] : window[Math.Max(0, window.Length - awaited.Length)..];
        }

        return false;
    }

    private bool WaitToReceive(long start)
    {
        TimeSpan left = _patience - Stopwatch.GetElapsedTime(start);
        return left > TimeSpan.Zero && _socket.WaitToReceive(left);
    }

    private ReadOnlySpan<byte> Receive()
    {
        ReadOnlySpan<byte> received = _buffer.AsSpan(0, _socket.Receive(_buffer));
        if (_log is null)
        {
            _unlogged.AddRange(received);
        }
        else if (!received.IsEmpty)
        {
            _log.Add(LogKind.ServerSent, 0, received);
        }

        return received;
    }
}
