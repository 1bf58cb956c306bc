using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Machine;

namespace QmpFuzz.Qmp.Server;

/// <summary>
/// One monitor and the client it serves now. Invariant: input is taken only while nothing suspends it; a request that
/// suspended it resumes it, exactly once, when it is answered (oob off), started (oob on) or dropped.
/// </summary>
internal sealed class QmpSession(int number, MonitorDescriptors descriptors)
{
    /// <summary>QEMU's QMP_REQ_QUEUE_LEN_MAX: with oob, the request that makes the queue this long suspends input.</summary>
    public const int MaxQueued = 8;

    private readonly Queue<JsonMessage> _requests = new();
    private int _suspensions;

    public int Number { get; } = number;

    public MessageFramer Framer { get; } = new();

    public ByteBuffer Output { get; } = new();

    public MonitorDescriptors Descriptors { get; } = descriptors;

    public bool IsConnected { get; private set; }

    /// <summary>Counts connections: a reply belongs to the one that asked.</summary>
    public int Connection { get; private set; }

    public bool IsNegotiated { get; private set; }

    public bool OutOfBand { get; private set; }

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

    public bool IsSuspended => _suspensions > 0;

    public bool CanWrite => IsConnected && !IsCut;

    public void Connect()
    {
        IsConnected = true;
        Connection++;
        IsNegotiated = OutOfBand = WantsClose = IsCut = InputEnded = false;
        Output.Clear();
    }

    public void Disconnect()
    {
        IsConnected = false;
        Descriptors.DropWaiting();
        DropRequests();
        Framer.Reset();
        Output.Clear();
    }

    public void Negotiate(bool outOfBand)
    {
        IsNegotiated = true;
        OutOfBand = outOfBand;
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

    public void Enqueue(JsonMessage request)
    {
        if (!OutOfBand || _requests.Count == MaxQueued - 1)
        {
            _suspensions++;
        }

        _requests.Enqueue(request);
    }

    /// <summary>Takes the oldest request; with oob on, room in a full queue resumes input.</summary>
    public JsonMessage Dequeue()
    {
        JsonMessage request = _requests.Dequeue();
        if (OutOfBand && _requests.Count == MaxQueued - 1)
        {
            Resume();
        }

        return request;
    }

    public void Resume()
    {
        _suspensions--;
        CloseAfterLastInput();
    }

    private void DropRequests()
    {
        if ((!OutOfBand && _requests.Count > 0) || _requests.Count == MaxQueued)
        {
            _suspensions--;
        }

        foreach (JsonMessage request in _requests)
        {
            Framer.Recycle(request);
        }

        _requests.Clear();
    }

    // the end of input is only read when input is
    private void CloseAfterLastInput() => WantsClose |= InputEnded && !IsSuspended;
}
