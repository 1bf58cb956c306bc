using System.Diagnostics.CodeAnalysis;

namespace QmpFuzz.Recorder.Capture;

/// <summary>
/// Puts one direction of a TCP connection into order. Positions count bytes from the first one; sequence numbers, which wrap around,
/// are read relative to the place reached. Invariant: what waits is sorted, does not overlap, and starts behind the place reached.
/// Of bytes that came twice the first are kept.
/// </summary>
internal sealed class TcpReassembler
{
    private const long Window = 1L << 30;                   // the largest window that TCP can announce
    private const int FinLength = 1;                        // a FIN is confirmed like a byte, and may be missing like one

    private readonly SortedList<long, TcpData> _waiting = [];
    private readonly Queue<TcpPiece> _ready = new();
    private uint _origin;
    private long? _next;                                    // null: the capture began inside the connection and this side has not been placed
    private long? _end;
    private long _acknowledged;
    private CaptureMoment _endMoment;
    private CaptureMoment _acknowledgedAt;
    private bool _originIsKnown;
    private bool _ended;

    /// <summary>Bytes that are missing in front of something that has come or that the other side has confirmed.</summary>
    public bool HasHole => _waiting.Count > 0 || (_next is { } next && (next < _end || (_end is null && _acknowledged > next + FinLength)));

    /// <summary>The other side has what is missing here: it will not come again.</summary>
    public bool HoleIsConfirmed => HasHole && _acknowledged > _next;

    /// <summary>Moment from which on it has been known that bytes are missing.</summary>
    public CaptureMoment HoleSince => _waiting.Count == 0 || (HoleIsConfirmed && _acknowledgedAt.Packet < _waiting.Values[0].Moment.Packet) ? _acknowledgedAt : _waiting.Values[0].Moment;

    public long WaitingBytes { get; private set; }

    /// <summary>Bytes that came again.</summary>
    public long RepeatedBytes { get; private set; }

    /// <summary>Segments that came before what stands in front of them.</summary>
    public int EarlySegments { get; private set; }

    /// <summary>Bytes that came again as others while the first still waited; the first were kept.</summary>
    public long ConflictingBytes { get; private set; }

    /// <summary>A FIN has been reached.</summary>
    public bool IsEnded => _ended;

    public bool IsStarted => _next is not null;

    /// <summary>The first byte will have this sequence number (a SYN was seen).</summary>
    public void Start(uint sequence)
    {
        if (_next is null)
        {
            Place(sequence);
            _next = Position(sequence);
        }
    }

    /// <summary>Far from anything that a window allows: not this connection.</summary>
    public bool IsFarOff(uint sequence) => _originIsKnown && Math.Abs(Position(sequence) - (_next ?? 0)) > Window;

    public void Receive(uint sequence, ReadOnlySpan<byte> bytes, int wireLength, bool isLast, CaptureMoment moment)
    {
        if (wireLength == 0 && !isLast)
        {
            return;
        }

        Place(sequence);
        long at = Position(sequence);
        if (isLast && _end is null)
        {
            (_end, _endMoment) = (at + wireLength, moment);
        }

        Insert(at, bytes, moment);
        Settle(moment);
    }

    /// <summary>The other side has everything before this sequence number.</summary>
    public void Acknowledge(uint sequence, CaptureMoment moment)
    {
        Place(sequence);
        long position = Position(sequence);
        if (_next is null && _waiting.Count > 0 && position > _waiting.Keys[0])
        {
            _next = _waiting.Keys[0];
            Settle(null);
        }

        if (position <= _acknowledged || position - (_next ?? 0) > Window)
        {
            return;
        }

        if (!HoleIsConfirmed)
        {
            _acknowledgedAt = moment;
        }

        _acknowledged = position;
    }

    /// <summary>Takes the hole as a loss and goes on behind it.</summary>
    public void GiveUpHole()
    {
        if (!HasHole)
        {
            return;
        }

        CaptureMoment since = HoleSince;
        long behind = _waiting.Count > 0 ? _waiting.Keys[0] : _end ?? _acknowledged;
        if (_next is { } next && behind > next)
        {
            _ready.Enqueue(new TcpLoss(since, behind - next));
        }

        _next = behind;
        Settle(null);
    }

    public bool TryTake([NotNullWhen(true)] out TcpPiece? piece) => _ready.TryDequeue(out piece);

    private long Position(uint sequence)
    {
        long reached = _next ?? 0;
        return reached + (int)(sequence - (_origin + (uint)reached));
    }

    private void Place(uint sequence)
    {
        if (!_originIsKnown)
        {
            (_origin, _originIsKnown) = (sequence, true);
        }
    }

    // keeps what is new of the bytes
    private void Insert(long at, ReadOnlySpan<byte> bytes, CaptureMoment moment)
    {
        long start = _next is { } next ? Math.Clamp(next, at, at + bytes.Length) : at;
        RepeatedBytes += start - at;
        bytes = bytes[(int)(start - at)..];
        EarlySegments += bytes.Length > 0 && start > _next ? 1 : 0;
        at = start;
        for (int index = FirstEndingAfter(at); !bytes.IsEmpty && index < _waiting.Count; index++)
        {
            (long there, TcpData waiting) = (_waiting.Keys[index], _waiting.Values[index]);
            if (there >= at + bytes.Length)
            {
                break;
            }

            if (there > at)
            {
                Wait(at, bytes[..(int)(there - at)], moment);
                bytes = bytes[(int)(there - at)..];
                at = there;
                index++;
            }

            ReadOnlySpan<byte> known = waiting.Bytes.Span[(int)(at - there)..];
            int repeated = Math.Min(known.Length, bytes.Length);
            RepeatedBytes += repeated;
            ConflictingBytes += known[..repeated].SequenceEqual(bytes[..repeated]) ? 0 : repeated;
            bytes = bytes[repeated..];
            at += repeated;
        }

        if (!bytes.IsEmpty)
        {
            Wait(at, bytes, moment);
        }
    }

    private int FirstEndingAfter(long position)
    {
        int low = 0;
        int high = _waiting.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _waiting.Keys[middle] + _waiting.Values[middle].Bytes.Length <= position ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private void Wait(long at, ReadOnlySpan<byte> bytes, CaptureMoment moment)
    {
        _waiting.Add(at, new TcpData(moment, bytes.ToArray()));
        WaitingBytes += bytes.Length;
    }

    // what has become contiguous is ready: at the moment that closed the hole, or, behind a loss (null), when it came
    private void Settle(CaptureMoment? closed)
    {
        while (_next is { } next && _waiting.Count > 0 && _waiting.Keys[0] == next)
        {
            TcpData data = _waiting.Values[0];
            _waiting.RemoveAt(0);
            WaitingBytes -= data.Bytes.Length;
            _next = next + data.Bytes.Length;
            _ready.Enqueue(closed is { } moment ? data with { Moment = moment } : data);
        }

        if (!_ended && _end is { } end && _next >= end)
        {
            _ended = true;
            _ready.Enqueue(new TcpEnd(closed ?? _endMoment));
        }
    }
}
