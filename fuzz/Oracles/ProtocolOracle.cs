using System.Globalization;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Qmp.Rules;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>The protocol's rules over what was exchanged.</summary>
public sealed class ProtocolOracle(string dialect = "qemu") : IOracle
{
    private readonly RuleChecker _rules = new(dialect);

    public Finding? Judge(ReadOnlySpan<byte> testcase, Execution execution)
    {
        if (execution.Outcome != ExecutionOutcome.Completed)
        {
            return null;
        }

        _rules.Reset();
        foreach (ref readonly LogEntry entry in execution.Log.Entries)
        {
            Tell(execution.Log, entry);
        }

        return _rules.Violations.Count == 0 ? null : Report(_rules.Violations[0]);
    }

    private void Tell(ExecutionLog log, in LogEntry entry)
    {
        switch (entry.Kind)
        {
            case LogKind.Connect: _rules.Connected(entry.Monitor); break;
            case LogKind.ClientSent: _rules.ClientSent(entry.Monitor, log.BytesOf(entry)); break;
            case LogKind.ServerSent: _rules.ServerSent(entry.Monitor, log.BytesOf(entry)); break;
            case LogKind.EndOfInput: _rules.EndOfInput(entry.Monitor); break;
            case LogKind.Disconnect: _rules.Disconnected(entry.Monitor); break;
            case LogKind.ServerClosed: _rules.ServerClosed(entry.Monitor); break;
            case LogKind.Drained: _rules.Drained(); break;
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
