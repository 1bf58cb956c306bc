using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Qmp.Extensions;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>What a session did to the machine.</summary>
internal enum MachineState
{
    Same,

    /// <summary>It may not run any more: a command starts it again.</summary>
    MayBeStopped,

    /// <summary>It may be another one.</summary>
    MayBeChanged,
}

/// <summary>
/// Tells whether a session may have left the machine other than it found it: the client named a command that does more than tell, or wrote
/// something with escapes, which may be such a name; and something was done. A schema says which commands there are; without one, any
/// session may have.
/// </summary>
internal sealed partial class MachineChange(QmpSchema? schema)
{
    /// <summary>Puts back what <see cref="MachineState.MayBeStopped"/> says.</summary>
    public static ReadOnlySpan<byte> Restart => "{\"execute\":\"qmp_capabilities\"}{\"execute\":\"cont\"}"u8;

    // of this one only what tells and what waits is sent: a client that leaves while it waits leaves something behind
    private const string HumanMonitor = "human-monitor-command";

    private static readonly FrozenSet<string> OfRunState = FrozenSet.Create("stop", "cont", "system_reset", "system_powerdown");
    private static readonly FrozenSet<string> ReturningMore = FrozenSet.Create("add-fd", "chardev-add", "ringbuf-read", HumanMonitor);

    private readonly FrozenSet<string>? _changing = schema?.Commands.Keys.Where(name => !OnlyTells().IsMatch(name)).ToFrozenSet(StringComparer.Ordinal);

    public MachineState Behind(ExecutionLog log)
    {
        if (_changing is not { } changing)
        {
            return MachineState.MayBeChanged;
        }

        IReadOnlyList<ConnectionAnswers> answers = ConnectionAnswers.Of(log);
        string sent = TextSent(log);
        HashSet<string> named = [.. Word().Matches(sent).Select(word => word.Value).Where(changing.Contains)];
        bool isHidden = sent.Contains("\\u", StringComparison.Ordinal);
        bool hasLeft = answers.Count > 1 || Has(log, LogKind.ServerClosed) || Has(log, LogKind.EndOfInput);
        if (!hasLeft)
        {
            named.Remove(HumanMonitor);
        }

        bool isDone = hasLeft || answers.Any(each => each.HasEvents || Count(each, "{\"return\": {}") > 1)
            || ((isHidden || named.Overlaps(ReturningMore)) && answers.Any(each => Count(each, "{\"return\"") > 1));
        return !isDone || (named.Count == 0 && !isHidden) ? MachineState.Same
            : hasLeft || isHidden || !named.IsSubsetOf(OfRunState) ? MachineState.MayBeChanged
            : MachineState.MayBeStopped;
    }

    // what does more than tell returns nothing, as a negotiation does, which succeeds but once
    private static int Count(ConnectionAnswers answers, string start) => answers.Replies.Count(reply => reply.StartsWith(start, StringComparison.Ordinal));

    private static bool Has(ExecutionLog log, LogKind kind)
    {
        foreach (ref readonly LogEntry entry in log.Entries)
        {
            if (entry.Kind == kind)
            {
                return true;
            }
        }

        return false;
    }

    private static string TextSent(ExecutionLog log)
    {
        StringBuilder text = new();
        foreach (ref readonly LogEntry entry in log.Entries)
        {
            if (entry.Kind == LogKind.ClientSent)
            {
                text.Append(Encoding.Latin1.GetString(log.BytesOf(entry)));
            }
        }

        return text.ToString();
    }

    [GeneratedRegex(@"\A(?:(?:x-)?query-.*|qom-get|qom-list.*|device-list-properties|qmp_capabilities)\z")]
    private static partial Regex OnlyTells();

    [GeneratedRegex("[A-Za-z0-9_-]+")]
    private static partial Regex Word();
}
