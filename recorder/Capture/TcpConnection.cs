using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Recorder.Sessions;

namespace QmpFuzz.Recorder.Capture;

/// <summary>
/// One captured connection and its session. While one direction lacks bytes, what came of both is held back, so that the session keeps
/// the order of the capture: a late segment is put where it was heard, behind a loss everything where it was captured.
/// A connection without a byte of payload makes no session.
/// </summary>
internal sealed class TcpConnection(TcpAddress first, TcpAddress second, bool firstOpened, Func<long, string, SessionOutput> start)
{
    private const int PatiencePackets = 64;
    private const long PatienceMicroseconds = 1_000_000;
    private const long LongPatienceMicroseconds = 60_000_000;
    private const long MostWaiting = 32 << 20;

    private readonly TcpReassembler _fromFirst = new();
    private readonly TcpReassembler _fromSecond = new();
    private readonly List<(long Order, bool FromFirst, TcpPiece Piece)> _held = [];
    private SessionOutput? _session;
    private SessionSide _sideOfFirst;
    private bool? _firstEndedFirst;
    private long _packets;
    private uint? _openedWith;

    /// <summary>Both sides have ended, or one has reset the connection: only repetitions may follow.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The segment opens another connection between the same ports, or cannot belong to this one.</summary>
    public bool IsAnother(in TcpSegment segment)
    {
        bool opens = segment.Has(TcpFlags.Syn) && !segment.Has(TcpFlags.Acknowledge);
        TcpReassembler from = segment.Source == first ? _fromFirst : _fromSecond;
        return opens ? _packets > 0 && segment.Sequence != _openedWith : !IsOver && segment.WireLength > 0 && from.IsFarOff(segment.Sequence);
    }

    public void Receive(in TcpSegment segment, long time)
    {
        if (IsOver)
        {
            return;
        }

        CaptureMoment moment = new(++_packets, time);
        bool fromFirst = segment.Source == first;
        (TcpReassembler from, TcpReassembler to) = fromFirst ? (_fromFirst, _fromSecond) : (_fromSecond, _fromFirst);
        uint sequence = segment.Sequence;
        if (segment.Has(TcpFlags.Syn))
        {
            _openedWith ??= segment.Has(TcpFlags.Acknowledge) ? null : sequence;
            from.Start(++sequence);
        }

        if (segment.Has(TcpFlags.Acknowledge))
        {
            to.Acknowledge(segment.Acknowledgement, moment);
        }

        from.Receive(sequence, segment.Payload, segment.WireLength, segment.Has(TcpFlags.Fin), moment);
        if (segment.Has(TcpFlags.Reset))
        {
            Reset(fromFirst, moment);
        }
        else
        {
            Advance(moment);
        }
    }

    /// <summary>Time passes without a packet.</summary>
    public void Advance(long time)
    {
        if (!IsOver)
        {
            Advance(new CaptureMoment(_packets, time));
        }
    }

    /// <summary>The capture ends here.</summary>
    public void End(string why)
    {
        if (!IsOver)
        {
            GiveUp();
            Finish(session => session.Stop(why));
        }
    }

    private void Advance(CaptureMoment now)
    {
        Collect();
        if (IsLost(_fromFirst, now) || IsLost(_fromSecond, now))
        {
            GiveUp();
        }
        else if (!_fromFirst.HasHole && !_fromSecond.HasHole)
        {
            Flush();
        }

        if (_fromFirst.IsEnded && _fromSecond.IsEnded && _held.Count == 0)
        {
            SessionSide closer = Side(_firstEndedFirst ?? true);
            Finish(session => session.Close(session.LastTime, closer));
        }
    }

    private static bool IsLost(TcpReassembler side, CaptureMoment now)
    {
        if (!side.HasHole)
        {
            return false;
        }

        long waited = now.Time - side.HoleSince.Time;
        return side.WaitingBytes > MostWaiting
            || waited > LongPatienceMicroseconds
            || (side.HoleIsConfirmed && (waited > PatienceMicroseconds || now.Packet - side.HoleSince.Packet > PatiencePackets));
    }

    private void Reset(bool byFirst, CaptureMoment moment)
    {
        Collect();
        GiveUp();
        Finish(session => session.Reset(moment.Time, Side(byFirst)));
    }

    private void GiveUp()
    {
        while (_fromFirst.HasHole || _fromSecond.HasHole)
        {
            _fromFirst.GiveUpHole();
            _fromSecond.GiveUpHole();
        }

        Collect();
        Flush();
    }

    private void Collect()
    {
        Collect(_fromFirst, true);
        Collect(_fromSecond, false);
    }

    // a loss stands before what the same packet brought
    private void Collect(TcpReassembler side, bool fromFirst)
    {
        while (side.TryTake(out TcpPiece? piece))
        {
            _held.Add(((piece.Moment.Packet * 2) + (piece is TcpLoss ? 0 : 1), fromFirst, piece));
        }
    }

    private void Flush()
    {
        foreach ((_, bool fromFirst, TcpPiece piece) in _held.OrderBy(held => held.Order))
        {
            Write(fromFirst, piece);
        }

        _held.Clear();
    }

    private void Write(bool fromFirst, TcpPiece piece)
    {
        long time = piece.Moment.Time;
        switch (piece)
        {
            case TcpData data:
                SessionOutput session = _session ??= Begin(fromFirst, data);
                session.Chunk(time, Side(fromFirst), data.Bytes.Span);
                break;
            case TcpLoss loss:
                _session?.Gap(time, Side(fromFirst), loss.Bytes);
                break;
            case TcpEnd:
                _firstEndedFirst ??= fromFirst;
                _session?.EndOfInput(time, Side(fromFirst));
                break;
        }
    }

    // who is the server: the content tells, then who opened the connection, then the lower port
    private SessionOutput Begin(bool fromFirst, TcpData data)
    {
        SessionSide? guess = SideGuess.From(data.Bytes.Span);
        bool fromServer = guess is { } side ? side == SessionSide.Server
            : _openedWith is not null ? fromFirst != firstOpened
            : fromFirst == (first.Port < second.Port);
        _sideOfFirst = fromFirst == fromServer ? SessionSide.Server : SessionSide.Client;
        SessionOutput session = start(data.Moment.Time, $"tcp:{(_sideOfFirst == SessionSide.Server ? first : second)} (client {(_sideOfFirst == SessionSide.Server ? second : first)})");
        if (_openedWith is null)
        {
            session.Note(data.Moment.Time, "the capture began inside the connection: what was said before is missing");
            session.StartInside(SessionSide.Client);
            session.StartInside(SessionSide.Server);
        }

        if (guess is null)
        {
            session.Note(data.Moment.Time, $"the first bytes do not tell client from server; told by {(_openedWith is null ? "port number" : "who opened the connection")}");
        }

        return session;
    }

    private void Finish(Action<SessionOutput> end)
    {
        IsOver = true;
        if (_session is not { } session)
        {
            return;
        }

        foreach (string note in Summary())
        {
            session.Note(session.LastTime, note);
        }

        end(session);
    }

    private IEnumerable<string> Summary()
    {
        foreach ((TcpReassembler side, bool isFirst) in new[] { (_fromFirst, true), (_fromSecond, false) })
        {
            string name = Side(isFirst) == SessionSide.Client ? "client" : "server";
            if (side.RepeatedBytes > 0 || side.EarlySegments > 0)
            {
                yield return $"reassembly of the {name}'s side: {side.RepeatedBytes} bytes came again, {side.EarlySegments} segments came early";
            }

            if (side.ConflictingBytes > 0)
            {
                yield return $"reassembly of the {name}'s side: {side.ConflictingBytes} bytes came again with another content; the first were kept";
            }
        }
    }

    private SessionSide Side(bool isFirst) => isFirst == (_sideOfFirst == SessionSide.Client) ? SessionSide.Client : SessionSide.Server;
}
