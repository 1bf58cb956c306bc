using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Qmp.Rules.Pairing;

/// <summary>
/// Out-of-band commands without a reply: a multiset, for theirs may come at any time. Those that a reply may have been meant for,
/// while another reading is possible too, are excused: a reply to them may still come, and is not missed.
/// </summary>
internal sealed class OvertakingCommands(IdPool ids)
{
    private readonly List<Expected> _owed = [];
    private readonly List<Expected> _excused = [];
    private bool _mayHaveChanged;                           // places with a command in its turn

    /// <summary>A reply is owed to none of them.</summary>
    public bool IsSettled => _owed.Count == 0;

    /// <summary>No reply is waited for, nor would one be excused.</summary>
    public bool IsEmpty => _owed.Count + _excused.Count == 0;

    public Expected First => _owed[0];

    /// <summary>A reply is owed to one with that trait.</summary>
    public bool Owe(CommandTraits trait) => _owed.Exists(command => command.Has(trait));

    /// <summary>The same, and no reply that came before may have been its.</summary>
    public bool MustOwe(CommandTraits trait) => !_mayHaveChanged && Owe(trait);

    public void Add(Expected command) => _owed.Add(command);

    public void Clear()
    {
        _owed.Clear();
        _excused.Clear();
        _mayHaveChanged = false;
    }

    /// <summary>The reply was taken to be that of the command in its turn; it may have been one of these instead, and that one is still to be answered.</summary>
    public void MayHaveTaken(in ServerMessage reply) => _mayHaveChanged |= _owed.Count > 0 && Find(_owed, reply) >= 0;

    /// <summary>The client left. None of these outlives it; a command in its turn that one of them stands for may.</summary>
    public void Leave(StaleReplies stale)
    {
        if (_mayHaveChanged)
        {
            _owed.ForEach(command => stale.Leave(command, ids.Of(command)));
        }
    }

    /// <summary>Takes the one that this is the reply of.</summary>
    public bool TryTake(in ServerMessage reply)
    {
        int owed = Find(_owed, reply);
        int excused = Find(_excused, reply);
        if (owed >= 0 && excused >= 0 && _excused[excused].Has(CommandTraits.MustFail) && !_owed[owed].Has(CommandTraits.MustFail))
        {
            _excused[excused] = _owed[owed];                // an error of either: what may succeed is no longer owed, but may still be answered
            _owed.RemoveAt(owed);
            return true;
        }

        if (owed >= 0)
        {
            _owed.RemoveAt(owed);
        }
        else if (excused >= 0)
        {
            _excused.RemoveAt(excused);
        }

        return owed >= 0 || excused >= 0;
    }

    /// <summary>
    /// The reply fits one that can only fail, or one that was excused. Of any other it does not matter which command it is paired
    /// with, as the two replies can change places.
    /// </summary>
    public bool MakesAmbiguous(in ServerMessage reply)
    {
        int owed = Find(_owed, reply);
        return (owed >= 0 && _owed[owed].Has(CommandTraits.MustFail)) || Find(_excused, reply) >= 0;
    }

    /// <summary>Excuses one that the reply fits; false if it fits none.</summary>
    public bool Excuse(in ServerMessage reply)
    {
        int owed = Find(_owed, reply);
        if (owed >= 0)
        {
            _excused.Add(_owed[owed]);
            _owed.RemoveAt(owed);
        }

        return owed >= 0 || Find(_excused, reply) >= 0;
    }

    /// <summary>An error goes to one that can only fail, if there is one.</summary>
    private int Find(List<Expected> commands, in ServerMessage reply)
    {
        int found = -1;
        for (int i = 0; i < commands.Count; i++)
        {
            bool mustFail = commands[i].Has(CommandTraits.MustFail);
            bool fits = reply.Kind == ServerMessageKind.Error ? found < 0 || mustFail : found < 0 && !mustFail;
            if (fits && SameId.Of(ids.Of(commands[i]), reply.Id))
            {
                found = i;
            }
        }

        return found;
    }
}
