using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Machine;

namespace QmpFuzz.Qmp.Server;

/// <summary>
/// One monitor and the client it serves now. Invariant: input is taken only while nothing suspends it. A full queue does, and
/// where a dialect reads one by one (and oob is off) each request, until it is answered or dropped: exactly once.
/// </summary>
internal sealed class QmpSession(int number, ProtocolDialect dialect, MonitorDescriptors descriptors, MessagePool messages)
{
    private readonly Queue<QueuedRequest> _requests = new();
    private int _suspensions;
    private int _unanswered;                                // messages of this connection

    public int Number { get; } = number;

    public MessageFramer Framer { get; } = new(dialect.Json, messages);

    public ByteBuffer Output { get; private set; } = new();

    public MonitorDescriptors Descriptors { get; } = descriptors;

    public bool IsConnected { get; private set; }

    /// <summary>Counts connections: a reply belongs to the one that asked.</summary>
    public int Connection { get; private set; }

    public Negotiation Negotiation { get; } = new();

    public bool OutOfBand => (Negotiation.Enabled & Capability.OutOfBand) != 0;

    public bool Async => (Negotiation.Enabled & Capability.Async) != 0;

    /// <summary>The server will close; nothing is read any more.</summary>
    public bool WantsClose { get; private set; }

    /// <summary>Nothing can be written any more (yank).</summary>
    public bool IsCut { get; private set; }

    /// <summary>The client has half-closed.</summary>
    public bool InputEnded { get; private set; }

    /// <summary>When its requests were last served, for taking turns.</summary>
    public long LastServed { get; set; }

    /// <summary>It is in the list of changes already.</summary>
    public bool IsChangeNoted { get; set; }

    public int Queued => _requests.Count;

    /// <summary>Bytes of memory that requests take which are not answered yet.</summary>
    public long RequestSize { get; private set; }

    /// <summary>Bytes of memory that input takes which is not answered yet.</summary>
    public long InputSize => RequestSize + Framer.UnfinishedSize;

    public bool IsSuspended => _suspensions > 0 || _requests.Count >= dialect.QueueLimit;

    public bool CanWrite => IsConnected && !IsCut;

    public void Connect()
    {
        IsConnected = true;
        Connection++;
        Negotiation.Clear();
        if (!dialect.Negotiates)
        {
            Negotiation.BecomeReady();
        }

        WantsClose = IsCut = InputEnded = false;
        _unanswered = 0;
        Output.Clear();
    }

    public void Disconnect()
    {
        IsConnected = false;
        Descriptors.DropWaiting();
        DropRequests();
        if (!dialect.KeepsUnfinishedInput)
        {
            Framer.Reset();
        }

        Output.Clear();
    }

    /// <summary>As if no client had ever been here.</summary>
    public void StartOver()
    {
        Disconnect();
        Framer.Reset();
        Descriptors.Clear();
        Negotiation.Clear();
        (_suspensions, Connection, LastServed) = (0, 0, 0);
        WantsClose = IsCut = InputEnded = IsChangeNoted = false;
    }

    /// <summary>Gives away what was put out, for an empty buffer.</summary>
    public ByteBuffer ExchangeOutput(ByteBuffer empty)
    {
        ByteBuffer output = Output;
        Output = empty;
        return output;
    }

    public void EndInput()
    {
        InputEnded = true;
        CloseAfterLastInput();
    }

    public void Close() => WantsClose = true;

    public void Cut()
    {
        IsCut = true;
        WantsClose = true;
    }

    /// <summary>A message is there; <see cref="Answered"/> and <see cref="Recycle"/> end that.</summary>
    public void Accept(JsonMessage message)
    {
        _unanswered++;
        RequestSize += message.Size;
    }

    /// <summary>A message of the client that is here now has its answer, if any is due.</summary>
    public void Answered()
    {
        _unanswered--;
        CloseAfterLastInput();
    }

    public void Recycle(JsonMessage message)
    {
        RequestSize -= message.Size;
        Framer.Recycle(message);
    }

    public void Enqueue(JsonMessage message)
    {
        bool suspends = dialect.ReadsOneByOne && !OutOfBand;
        _suspensions += suspends ? 1 : 0;
        _requests.Enqueue(new QueuedRequest(message, suspends));
    }

    /// <summary>Takes the oldest request; room in a full queue resumes input.</summary>
    public QueuedRequest Dequeue()
    {
        QueuedRequest request = _requests.Dequeue();
        CloseAfterLastInput();
        return request;
    }

    public void Resume()
    {
        _suspensions--;
        CloseAfterLastInput();
    }

    private void DropRequests()
    {
        foreach (QueuedRequest request in _requests)
        {
            _suspensions -= request.Suspends ? 1 : 0;
            Recycle(request.Message);
        }

        _requests.Clear();
    }

    // the end of input is only read when input is
    private void CloseAfterLastInput() => WantsClose |= InputEnded && !IsSuspended && (dialect.EndOfInputDropsReplies || _unanswered == 0);
}

/// <summary>A message that waits for the dispatcher; it <paramref name="Suspends"/> input until it is answered, by what was negotiated when it came.</summary>
internal readonly record struct QueuedRequest(JsonMessage Message, bool Suspends);
