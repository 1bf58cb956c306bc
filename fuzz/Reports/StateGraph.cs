using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Feedbacks;
using QmpFuzz.Qmp.Rules;

namespace QmpFuzz.Fuzz.Reports;

/// <summary>A step of a monitor from state to state: what was sent since the last one, and what came.</summary>
public sealed record Transition(string Dialect, ProtocolState From, ProtocolState To, string Asked, string Answered);

/// <summary>How often a corpus makes each step, and which rules had a message to judge in it.</summary>
public sealed class StateGraph
{
    private static readonly string[] ClientKinds = ["nothing", "negotiation", "out-of-band command", "command", "bytes that reset", "other bytes"];
    private static readonly string[] ServerKinds = ["nothing", "return", "error", "greeting", "event", "other line"];

    private readonly Dictionary<string, IReadOnlyList<string>> _rules = [];
    private readonly Dictionary<Transition, (long Count, SortedSet<string> Rules)> _steps = [];
    private readonly ProtocolState[] _states = new ProtocolState[ScheduleStep.MonitorLimit];
    private readonly int[] _asked = new int[ScheduleStep.MonitorLimit];
    private readonly SortedSet<int>[] _answered = [.. Enumerable.Range(0, ScheduleStep.MonitorLimit).Select(_ => new SortedSet<int>())];

    public IReadOnlyDictionary<Transition, (long Count, SortedSet<string> Rules)> Steps => _steps;

    /// <summary>Adds what one execution did.</summary>
    public void Add(string dialect, ExecutionLog log)
    {
        Array.Fill(_states, ProtocolState.Start);
        Array.Clear(_asked);
        Array.ForEach(_answered, kinds => kinds.Clear());
        foreach (ref readonly LogEntry entry in log.Entries)
        {
            switch (entry.Kind)
            {
                case LogKind.ClientSent: _asked[entry.Monitor] = MessageKinds.OfClient(log.BytesOf(entry)); break;
                case LogKind.ServerSent: AddLines(log.BytesOf(entry), _answered[entry.Monitor]); break;
                case LogKind.Disconnect or LogKind.ServerClosed: Step(dialect, entry.Monitor, ProtocolState.Start); break;
                case LogKind.State: Step(dialect, entry.Monitor, ProtocolState.Of(entry.Argument)); break;
                default: break;
            }
        }
    }

    private static void AddLines(ReadOnlySpan<byte> bytes, SortedSet<int> kinds)
    {
        foreach (Range line in bytes.Split((byte)'\n'))
        {
            if (!bytes[line].TrimEnd((byte)'\r').IsEmpty)
            {
                kinds.Add(MessageKinds.OfLine(bytes[line]));
            }
        }
    }

    private void Step(string dialect, int monitor, ProtocolState to)
    {
        SortedSet<int> answered = _answered[monitor];
        string answers = answered.Count == 0 ? ServerKinds[0] : string.Join(", ", answered.Select(kind => ServerKinds[kind]));
        Transition step = new(dialect, _states[monitor], to, ClientKinds[_asked[monitor]], answers);
        (long count, SortedSet<string> rules) = _steps.GetValueOrDefault(step, (0, new SortedSet<string>(StringComparer.Ordinal)));
        rules.UnionWith(answered.SelectMany(kind => ExercisedRules.By((AnswerKind)kind, _states[monitor].Mode.StartsWith("negotiation", StringComparison.Ordinal), RulesOf(dialect))));
        _steps[step] = (count + 1, rules);
        _states[monitor] = to;
        _asked[monitor] = 0;
        answered.Clear();
    }

    private IReadOnlyList<string> RulesOf(string dialect)
    {
        if (!_rules.TryGetValue(dialect, out IReadOnlyList<string>? rules))
        {
            _rules[dialect] = rules = RuleChecker.RulesOf(dialect);
        }

        return rules;
    }
}
