using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Executors;

namespace QmpFuzz.Fuzz.Feedbacks;

/// <summary>
/// Says new when a message was answered as none before: (state, kind of message -> kind of answer). States are the target's own
/// numbers: mode, classes of what is queued and pending, and in the upper bits where its parser stands.
/// </summary>
internal sealed class StateFeedback : FeatureFeedback
{
    private const int ParserBits = 8;

    private readonly int[] _states = new int[ScheduleStep.MonitorLimit];
    private readonly int[] _asked = new int[ScheduleStep.MonitorLimit];
    private readonly int[] _answered = new int[ScheduleStep.MonitorLimit];

    protected override Novelty Walk(Execution execution)
    {
        Novelty novelty = Novelty.None;
        Array.Clear(_states);
        Array.Clear(_asked);
        Array.Clear(_answered);
        foreach (ref readonly LogEntry entry in execution.Log.Entries)
        {
            switch (entry.Kind)
            {
                case LogKind.ClientSent:
                    _asked[entry.Monitor] = MessageKinds.OfClient(execution.Log.BytesOf(entry));
                    _answered[entry.Monitor] = 0;
                    break;
                case LogKind.ServerSent:
                    _answered[entry.Monitor] = MessageKinds.OfServer(execution.Log.BytesOf(entry));
                    break;
                case LogKind.State:
                    Novelty step = Step(entry.Monitor, entry.Argument);
                    novelty = step > novelty ? step : novelty;
                    break;
            }
        }

        return novelty;
    }

    private Novelty Step(int monitor, int state)
    {
        int before = _states[monitor];
        _states[monitor] = state;
        const int Protocol = (1 << (31 - ParserBits)) - 1;
        Novelty step = Seen.Add(before & Protocol, _asked[monitor], _answered[monitor]);
        Novelty parser = Seen.Add(-1, state & ~Protocol, _answered[monitor]);
        return step > parser ? step : parser;
    }
}
