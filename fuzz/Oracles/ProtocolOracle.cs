using System.Globalization;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Rules;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>The protocol's rules over what was exchanged, in the dialect that the testcase chose where it may.</summary>
public sealed class ProtocolOracle(string dialect = "qemu", bool isChosen = true) : IOracle
{
    private readonly RuleChecker[] _checkers = [.. ProtocolDialect.All.Select(each => new RuleChecker(each.Name, actsAsQemu: isChosen))];
    private readonly RuleChecker _default = new(dialect, actsAsQemu: isChosen);
    private long _now;

    /// <summary>What the built-in machine can raise by itself, by number; written down apart from it.</summary>
    internal static IReadOnlyList<EventSource> GuestEvents { get; } =
    [
        EventSource.Of("RESET"u8),
        EventSource.Of("NIC_RX_FILTER_CHANGED"u8),
        EventSource.Of("RTC_CHANGE"u8),
        EventSource.Of("WATCHDOG"u8),
        EventSource.Of("BALLOON_CHANGE"u8),
        EventSource.Of("VSERPORT_CHANGE"u8, "port0"u8),
        EventSource.Of("VSERPORT_CHANGE"u8, "port1"u8),
        EventSource.Of("QUORUM_FAILURE"u8),
        EventSource.Of("MEMORY_DEVICE_SIZE_CHANGE"u8, "/machine/unattached/device[2]"u8),
    ];

    /// <summary>What the execution that was judged last did against a rule, and is known to do.</summary>
    public IReadOnlyList<KnownDeviation> Known { get; private set; } = [];

    public Finding? Judge(ReadOnlySpan<byte> testcase, Execution execution)
    {
        Known = [];
        if (execution.Outcome != ExecutionOutcome.Completed)
        {
            return null;
        }

        RuleChecker rules = isChosen && TestcaseDialect.Of(testcase, _checkers.Length) is { } chosen ? _checkers[chosen] : _default;
        rules.Reset();
        _now = 0;
        if (isChosen)
        {
            rules.At(_now);                                 // only the built-in machine's time is logged
        }

        foreach (ref readonly LogEntry entry in execution.Log.Entries)
        {
            Tell(rules, execution.Log, entry);
        }

        Known = rules.KnownDeviations;
        return rules.Violations.Count == 0 ? null : Report(rules.Violations[0]);
    }

    private void Tell(RuleChecker rules, ExecutionLog log, in LogEntry entry)
    {
        switch (entry.Kind)
        {
            case LogKind.Connect: rules.Connected(entry.Monitor); break;
            case LogKind.ClientSent: rules.ClientSent(entry.Monitor, log.BytesOf(entry)); break;
            case LogKind.ServerSent: rules.ServerSent(entry.Monitor, log.BytesOf(entry)); break;
            case LogKind.EndOfInput: rules.EndOfInput(entry.Monitor); break;
            case LogKind.Disconnect: rules.Disconnected(entry.Monitor); break;
            case LogKind.ServerClosed: rules.ServerClosed(entry.Monitor); break;
            case LogKind.Drained: rules.Drained(); break;
            case LogKind.Time: rules.At(_now += entry.Argument * 1000L); break;
            case LogKind.Event: rules.Raised(GuestEvents[entry.Argument]); break;
            case LogKind.State: rules.CameToRest(entry.Monitor); break;
            case LogKind.Unread: rules.LeftUnread(entry.Monitor); break;
            case LogKind.LeftBehind: rules.LeftBehind(entry.Monitor, (Remainder)entry.Argument); break;
            default: break;                                 // what the machine did is no part of the conversation
        }
    }

    private static Finding Report(Violation violation) => new()
    {
        Signature = Signature.Of("rule", $"{violation.Rule.Name} {violation.Kind}"),
        Expected = violation.Expected,
        Came = violation.Came,
        Place = string.Create(CultureInfo.InvariantCulture, $"monitor {violation.Monitor}, server line {violation.Line}"),
        Details = $"rule {violation.Rule.Name} ({violation.Rule.Section}): {violation.Rule.Sentence}",
    };
}
