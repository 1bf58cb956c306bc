using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>Follows what a testcase sends on each monitor: where a message certainly begins and ends, which is behind others that were whole.</summary>
internal sealed class MessagePlaces
{
    private readonly GrammarReader[] _grammars = [.. Enumerable.Range(0, ScheduleStep.MonitorLimit).Select(_ => new GrammarReader())];
    private readonly Place[] _places = new Place[ScheduleStep.MonitorLimit];
    private int _monitor;

    private enum Place : byte
    {
        Between,
        Inside,
        Unclear,
    }

    /// <summary>Everything that was sent was whole.</summary>
    public bool IsBetween => _places[_monitor] == Place.Between;

    /// <summary>A testcase begins.</summary>
    public void Clear()
    {
        Array.Clear(_places);
        _monitor = 0;
    }

    /// <summary>What a client leaves unfinished may be gone, or still there for the next one.</summary>
    public void Pass(ScheduleStep step)
    {
        if (step.Kind is StepKind.Reconnect or StepKind.Disconnect or StepKind.EndOfInput && !IsBetween)
        {
            _places[_monitor] = Place.Unclear;
        }

        _monitor = step.Kind == StepKind.Monitor ? step.Choose(_places.Length) : _monitor;
    }

    /// <summary>A message begins with the byte that is sent next.</summary>
    public bool Begins(byte next) => IsBetween && next is (byte)'{' or (byte)'[' or (byte)'"';

    /// <summary>The next byte.</summary>
    public void Pass(byte sent)
    {
        Place place = _places[_monitor];
        if (place == Place.Unclear || (place == Place.Between && sent is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
        {
            return;
        }

        GrammarReader grammar = _grammars[_monitor];
        bool resets = sent >= 0xFE;                         // the grammar minds the other ones
        _places[_monitor] = resets ? Place.Unclear : (place == Place.Inside ? grammar.Step(sent) : grammar.Begin(sent)) switch
        {
            GrammarStep.Complete => Place.Between,
            GrammarStep.Continues => Place.Inside,
            _ => Place.Unclear,
        };
    }
}
