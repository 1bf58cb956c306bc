using System.Buffers;
using System.Globalization;
using System.Text;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>One connection to a server that runs by itself. What is sent is logged before the answers to it can come.</summary>
internal sealed class LiveConnection : IDisposable
{
    private const byte Reset = 0xFF;

    // short ones: of a machine that stood still for a few seconds none counts
    private const int Looks = 5;

    // between two attempts to send to a server that takes nothing at the moment
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(1);

    private readonly PatientSocket _socket;
    private readonly Patience _patience;
    private readonly ConnectionMemory _memory;
    private ExecutionLog? _log;
    private bool _endsInput;

    private LiveConnection(PatientSocket socket, TimeSpan patience, ConnectionMemory memory) =>
        (_socket, _patience, _memory) = (socket, new Patience(patience, look: patience / Looks, TimeProvider.System), memory.Clear());

    /// <summary>The server closed the connection, or it broke.</summary>
    public bool HasEnded => _socket.HasEnded;

    /// <summary>The server has dealt with everything that was sent.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>Connects and waits for the greeting if there is to be one: the server has then dealt with the client before. Null if nobody is there.</summary>
    public static LiveConnection? TryOpen(QmpEndpoint endpoint, bool greets, TimeSpan patience, ConnectionMemory memory)
    {
        if (PatientSocket.TryConnect(endpoint, patience / Looks) is not { } socket)
        {
            return null;
        }

        LiveConnection connection = new(socket, patience, memory);
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
        if (_memory.Unlogged.WrittenCount > 0)
        {
            log.Add(LogKind.ServerSent, 0, _memory.Unlogged.WrittenSpan);
        }
    }

    /// <summary>Sends a chunk; false if the server takes nothing for too long, though its answers are read.</summary>
    public bool Send(ReadOnlySpan<byte> bytes)
    {
        if (HasEnded || _endsInput || bytes.IsEmpty)
        {
            return true;
        }

        Note(bytes);
        return Transmit(bytes);
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
    /// Sends the last chunk and waits until the server has dealt with everything that was sent: a command that no server knows is answered
    /// last. Behind half a message a reset byte has to go first; what half a message is a server that does not answer may see otherwise.
    /// False if no answer came.
    /// </summary>
    public bool Settle(ReadOnlySpan<byte> last, int number)
    {
        if (HasEnded)
        {
            return true;
        }

        if (_endsInput)
        {
            return ReceiveToEnd();
        }

        Note(last);
        bool isServed = Ask(last, number, withReset: !_memory.Boundary.IsBetweenMessages) || Ask([], number, withReset: true);
        IsSettled = isServed && !HasEnded;
        return isServed;
    }

    /// <summary>The end of the testcase, or of one of its connections.</summary>
    public void End()
    {
        _log!.Add(HasEnded ? LogKind.ServerClosed : LogKind.Disconnect, 0);
        Dispose();
    }

    public void Dispose() => _socket.Dispose();

    private bool Ask(ReadOnlySpan<byte> before, int number, bool withReset)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"\"qmpfuzz-barrier-{number}\"");
        byte[] question = Encoding.ASCII.GetBytes($"\n{{\"execute\":\"qmpfuzz-barrier\",\"id\":{id}}}\n"); // on a line of its own, for servers that read lines
        question = withReset ? [Reset, .. question] : question;
        Note(question);
        return Transmit([.. before, .. question]) && (ReceiveLine(Encoding.ASCII.GetBytes(id)) || HasEnded);
    }

    private void Note(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            _log!.Add(LogKind.ClientSent, 0, bytes);
            _memory.Boundary.Take(bytes);
        }
    }

    private bool Transmit(ReadOnlySpan<byte> bytes)
    {
        _patience.Renew();
        while (!bytes.IsEmpty && !HasEnded)
        {
            int sent = _socket.Send(bytes);
            bytes = bytes[sent..];
            if (sent > 0)
            {
                _patience.Renew();
            }
            else if (!_patience.Lasts())
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

    private bool ReceiveToEnd()
    {
        _patience.Renew();
        while (!HasEnded && _patience.Lasts())
        {
            Receive();
        }

        return HasEnded;
    }

    /// <summary>Receives until a line with these bytes in it has come; false if it does not come in time, or the server left before.</summary>
    private bool ReceiveLine(ReadOnlySpan<byte> awaited)
    {
        ArrayBufferWriter<byte> window = _memory.Window;
        window.ResetWrittenCount();
        int searched = 0;
        _patience.Renew();
        while (!HasEnded && _patience.Lasts())
        {
            window.Write(Receive());
            int found = window.WrittenSpan[searched..].IndexOf(awaited);
            searched = found >= 0 ? searched + found : Math.Max(searched, window.WrittenCount - awaited.Length);
            if (found >= 0 && window.WrittenSpan[searched..].Contains((byte)'\n'))
            {
                return true;
            }
        }

        return false;
    }

    private ReadOnlySpan<byte> Receive()
    {
        ReadOnlySpan<byte> received = _memory.Received.AsSpan(0, _socket.Receive(_memory.Received));
        if (_log is null)
        {
            _memory.Unlogged.Write(received);
        }
        else if (!received.IsEmpty)
        {
            _log.Add(LogKind.ServerSent, 0, received);
        }

        return received;
    }
}
