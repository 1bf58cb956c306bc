using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Qmp.Rules.Pairing;

internal enum Certainty : byte
{
    No,
    Yes,
    Unknown,
}

/// <summary>
/// Pairs the replies of one connection with what is owed. What is owed stands in a list, in the order of the messages; each
/// reply moves on the set of places in it at which the server may be. Only a stretch of which nothing is known makes
/// that set larger than one place; it is empty when no reading of the transcript is right.
/// Overtaking commands stand beside the list: their replies may come at any time.
/// </summary>
internal sealed class ReplyMatcher
{
    // a client that has more outstanding than this, behind an unclear stretch, is not judged any further
    private const int OutstandingLimit = 1 << 16;

    private readonly IdPool _ids = new();
    private readonly List<Expected> _owed = [];
    private readonly DialectRules _dialect;
    private readonly NegotiatedMode _mode;
    private readonly OvertakingCommands _overtaking;
    private readonly StaleReplies _stale;
    private readonly PlaceSet _places;
    private int _lastUnclear = -1;
    private bool _judging = true;
    private bool _mayBeLate;                                // asynchronous commands may be among what was unclear: their replies may come at any time

    public ReplyMatcher(DialectRules dialect)
    {
        _dialect = dialect;
        _mode = new NegotiatedMode(dialect, _ids);
        _places = new PlaceSet(_owed);
        _overtaking = new OvertakingCommands(_ids);
        _stale = new StaleReplies(dialect.Knows(KnownDeviation.StaleReply));
    }

    /// <summary>Capabilities were negotiated on this connection.</summary>
    public Certainty Negotiated { get => _mode.Negotiated; private set => _mode.Negotiated = value; }

    /// <summary>Replies may overtake: it was enabled.</summary>
    public Certainty Overtaking { get => _mode.Overtaking; private set => _mode.Overtaking = value; }

    /// <summary>How many commands that let the server close were sent.</summary>
    public int EndsSent { get; private set; }

    /// <summary>A yank is not answered.</summary>
    public bool OwesYank => _judging && (YankIsInTurn || (_places.IsOne && _owed.FindIndex(_places.First, owed => owed.Has(CommandTraits.Yanks)) >= 0));

    /// <summary>A yank is not answered, and may be running.</summary>
    public bool YankIsInTurn => (_places.First < _owed.Count && _owed[_places.First].Has(CommandTraits.Yanks)) || _overtaking.MustOwe(CommandTraits.Yanks);

    /// <summary>A command that lets the server close is not answered.</summary>
    public bool OwesEnd => _judging && (_owed.FindIndex(_places.First, owed => owed.Has(CommandTraits.Ends)) >= 0 || _overtaking.Owe(CommandTraits.Ends));

    /// <summary>The client may have asked for negotiation, and the answer is not there yet.</summary>
    public bool MayBeNegotiating => _owed.FindIndex(_places.First, IsNegotiation) >= 0;

    /// <summary>Some reply was paired with a fault on this connection, or a stretch was unclear: what is missing now is a matter of recovery.</summary>
    public bool HadFault { get; private set; }

    /// <summary>Everything owed was answered, under some reading.</summary>
    public bool IsSettled => !_judging || (_overtaking.IsSettled && _places.Last == _owed.Count);

    /// <summary>Messages that wait for their reply in their turn; 0 where that is not certain.</summary>
    public int InFlight => _judging && _places.IsOne && _lastUnclear < _places.First ? _owed.Count - _places.First : 0;

    /// <summary>A new connection; what the last one left running may still be answered.</summary>
    public void Begin()
    {
        _overtaking.Clear();
        Forget();
        _mode.Clear();
        (EndsSent, HadFault, _judging, _mayBeLate) = (0, false, true, false);
    }

    /// <summary>The client left: one of its commands may be running.</summary>
    public void Leave()
    {
        if (!_judging)
        {
            return;
        }

        _stale.NextClient();
        for (int place = _places.First; place < _owed.Count; place++)
        {
            _stale.Leave(_owed[place], _ids.Of(_owed[place]));
        }

        _overtaking.Leave(_stale);
    }

    /// <summary>It may be the reply to a command of a client that left.</summary>
    public bool MayBeStale(in ServerMessage reply) => _stale.Explains(reply);

    /// <summary>A new transcript.</summary>
    public void Clear()
    {
        Begin();
        _stale.Clear();
    }

    public void ExpectFault(CommandTraits traits = CommandTraits.None)
    {
        HadFault = true;
        _owed.Add(new Expected(ExpectedKind.Fault, traits));
    }

    public void ExpectAnything()
    {
        HadFault = true;
        if (Negotiated != Certainty.Yes)
        {
            LoseOvertaking();
        }

        _mayBeLate |= _dialect.Overtaking == OvertakingKind.Async && Overtaking != Certainty.No;
        if (_lastUnclear >= 0 && _lastUnclear == _owed.Count - 1)
        {
            return;
        }

        _owed.Add(new Expected(ExpectedKind.Anything));
        NoteUnclear(_owed.Count - 1);
        _judging &= _owed.Count < OutstandingLimit;
    }

    public void ExpectReply(in ClientMessage command)
    {
        Expected expected = _ids.Add(command.Traits, command.Id);
        EndsSent += expected.Has(CommandTraits.Ends) ? 1 : 0;
        bool overtakes = NegotiatedMode.MayOvertake(expected) && Overtaking != Certainty.No;
        if (overtakes && Overtaking == Certainty.Unknown)
        {
            ExpectAnything();
        }
        else if (overtakes)
        {
            _overtaking.Add(expected);
        }
        else
        {
            _owed.Add(expected);
        }
    }

    /// <summary>Takes the next reply; None if some reading of the transcript explains it.</summary>
    public Mismatch Match(in ServerMessage reply)
    {
        if (!_judging)
        {
            return Mismatch.None;
        }

        Advance(reply);
        if (_places.HasNext)
        {
            if (IsAmbiguous(reply) && MayBeElsewhere(reply))
            {
                _places.StayAsWell();
            }

            _overtaking.MayHaveTaken(reply);
            Commit(reply);
            return Mismatch.None;
        }

        Mismatch? elsewhere = _overtaking.TryTake(reply) ? Mismatch.None : _stale.TryTake(reply) ? Mismatch.Stale : null;
        _judging = elsewhere is not null;
        return elsewhere ?? Diagnose(reply);
    }

    /// <summary>A line that is wrong in itself may have been the reply in turn, or none: so that one fault is not reported twice.</summary>
    public void MayHaveBeen(in ServerMessage line)
    {
        if (line.Kind is ServerMessageKind.Event or ServerMessageKind.Greeting)
        {
            return;
        }

        _judging &= line.IsReply && !MayBeNegotiating;
        if (!_judging)
        {
            return;
        }

        Advance(line);
        if (_places.HasNext)
        {
            _places.StayAsWell();
            _places.Commit();
        }
    }

    /// <summary>What is owed first, for a report.</summary>
    public string DescribeOwed()
    {
        Expected? owed = _places.Last < _owed.Count ? _owed[_places.Last] : _overtaking.IsSettled ? null : _overtaking.First;
        return owed switch
        {
            null => "nothing",
            { Kind: ExpectedKind.Fault } => "one error without id",
            { Kind: ExpectedKind.Anything } => "anything",
            { IdLength: 0 } => "one reply without id",
            { } command => $"one reply with id {System.Text.Encoding.UTF8.GetString(_ids.Of(command))}",
        };
    }

    private static bool IsNegotiation(Expected owed) => owed.Kind == ExpectedKind.Anything || owed.Has(CommandTraits.Negotiates);

    /// <summary>Moves every place that the reply fits; an unclear stretch takes it and stays.</summary>
    private void Advance(in ServerMessage reply)
    {
        _places.BeginNext();
        bool mayBeLate = _mayBeLate && !reply.Id.IsEmpty;
        foreach (int place in _places.Now)
        {
            if (mayBeLate)
            {
                _places.AddNext(place);
            }

            if (place == _owed.Count)
            {
                break;
            }

            bool unclear = _owed[place].Kind == ExpectedKind.Anything;
            if (unclear || (Overtaking != Certainty.No && _lastUnclear >= place))
            {
                _places.AddNext(place);
            }

            if (!unclear && _mode.Accepts(_owed[place], reply))
            {
                _places.AddNext(place + 1);
            }
        }
    }

    /// <summary>Where one order is certain, a reply that fits the one in turn is that one's.</summary>
    private bool IsAmbiguous(in ServerMessage reply) => !_places.IsOne || _lastUnclear >= _places.First || _overtaking.MakesAmbiguous(reply);

    /// <summary>The reply may be an overtaking command's, or an old one: which is then not held against the server any more.</summary>
    private bool MayBeElsewhere(in ServerMessage reply) => _overtaking.Excuse(reply) || _stale.Explains(reply);

    private void Commit(in ServerMessage reply)
    {
        int answered = _places.First;
        bool certain = _places.IsOne && answered < _owed.Count && _owed[answered].Has(CommandTraits.Negotiates);
        bool modes = _dialect.Negotiation == NegotiationKind.Modes;
        if (reply.Kind == ServerMessageKind.Return && modes)
        {
            NoteMode();
        }

        _places.Commit();
        if (reply.Kind == ServerMessageKind.Return && Negotiated != Certainty.Yes && !modes)
        {
            NoteSuccess(reply, certain ? answered : -1);
        }

        if (_places.First == _owed.Count)
        {
            Forget();
        }
    }

    /// <summary>A success that may have been a switch changes the mode; if it is not known which one it was, neither is the mode.</summary>
    private void NoteMode()
    {
        const CommandTraits Switches = CommandTraits.Negotiates | CommandTraits.Reopens;
        if (_places.IsOne)
        {
            CommandTraits traits = _owed[_places.First].Traits & Switches;
            Negotiated = traits == CommandTraits.None ? Negotiated : traits == CommandTraits.Negotiates ? Certainty.Yes : Certainty.No;
            return;
        }

        foreach (int place in _places.Now)
        {
            bool switches = place < _owed.Count && (_owed[place].Kind == ExpectedKind.Anything || (_owed[place].Traits & Switches) != 0);
            Negotiated = switches ? Certainty.Unknown : Negotiated;
        }
    }

    /// <summary>The first success on a connection is the negotiation's; it stands at that place, or it is not known where (-1).</summary>
    private void NoteSuccess(in ServerMessage reply, int negotiation)
    {
        if (_stale.Explains(reply))
        {
            Negotiated = Certainty.Unknown;
            LoseOvertaking();
            return;
        }

        Negotiated = Certainty.Yes;
        if (negotiation >= 0)
        {
            Overtaking = _owed[negotiation].Has(CommandTraits.EnablesOvertaking) ? Certainty.Yes : Certainty.No;
            LetOvertake(from: negotiation + 1);
        }
    }

    /// <summary>Now that it is enabled, commands that were sent behind the negotiation may overtake.</summary>
    private void LetOvertake(int from)
    {
        for (int i = _owed.Count - 1; Overtaking == Certainty.Yes && i >= from; i--)
        {
            if (NegotiatedMode.MayOvertake(_owed[i]))
            {
                _overtaking.Add(_owed[i]);
                _owed.RemoveAt(i);
                _lastUnclear -= _lastUnclear > i ? 1 : 0;
            }
        }

        _places.Complete();
    }

    /// <summary>From here on it is not known whether commands may overtake: those that say so are not judged.</summary>
    private void LoseOvertaking()
    {
        if (_dialect.Overtaking == OvertakingKind.None)
        {
            return;
        }

        Overtaking = Certainty.Unknown;
        for (int i = 0; i < _owed.Count; i++)
        {
            if (NegotiatedMode.MayOvertake(_owed[i]))
            {
                _owed[i] = new Expected(ExpectedKind.Anything);
                NoteUnclear(i);
            }
        }
    }

    private void NoteUnclear(int index)
    {
        _lastUnclear = Math.Max(_lastUnclear, index);
        _places.Complete();
    }

    private Mismatch Diagnose(in ServerMessage reply)
    {
        int turn = _places.First;
        if (turn == _owed.Count)
        {
            return Mismatch.Unasked;
        }

        Expected owed = _owed[turn];
        if (owed.Kind == ExpectedKind.Command && SameId.Of(_ids.Of(owed), reply.Id))
        {
            return _mode.WhyNot(owed, reply);
        }

        if (NegotiatedMode.WhyNoFault(owed, reply) is var why and not Mismatch.None)
        {
            return why;
        }

        for (int later = turn + 1; later < _owed.Count; later++)
        {
            if (_mode.Accepts(_owed[later], reply))
            {
                return Mismatch.OutOfOrder;
            }
        }

        bool faultAccepted = owed.Kind == ExpectedKind.Fault && reply.Kind == ServerMessageKind.Return;
        return faultAccepted ? Mismatch.AcceptedMalformed : Mismatch.WrongId;
    }

    /// <summary>Nothing is owed in band: the list starts anew.</summary>
    private void Forget()
    {
        _owed.Clear();
        _places.Restart();
        _lastUnclear = -1;
        if (_overtaking.IsEmpty)
        {
            _ids.Clear();
        }
    }
}
