using QmpFuzz.Qmp.Extensions;
using QmpFuzz.Qmp.Rules;

namespace QmpFuzz.Replay.Checking;

/// <summary>
/// The sessions of one machine in one pass, in the order of their times. One that begins when another has ended goes on with
/// its monitor, for a server may still have something to say to the client before; those that overlap are monitors of their own.
/// </summary>
internal sealed class GroupCheck
{
    private readonly CheckReport _report;
    private readonly ExtensionChecker _extensions;
    private readonly RuleChecker _rules;
    private readonly Queue<SessionCursor> _waiting;
    private readonly List<SessionCursor> _active = [];
    private readonly List<SessionCursor?> _monitors = [];
    private readonly Dictionary<string, SessionCursor> _ended = new(StringComparer.Ordinal);

    public GroupCheck(IEnumerable<SessionCursor> sessions, UpstreamSchema? upstream, CheckReport report)
    {
        _waiting = new Queue<SessionCursor>(sessions.OrderBy(session => session.Start));
        _report = report;
        string dialect = _waiting.Peek().Header.Dialect;
        _rules = new RuleChecker(dialect, int.MaxValue);
        _extensions = new ExtensionChecker(upstream, dialect);
    }

    public void Run(CancellationToken cancellation)
    {
        string place = _waiting.Peek().Path;
        while (_waiting.Count + _active.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            SessionCursor? next = _active.MinBy(session => session.Time);
            if (next is null || (_waiting.TryPeek(out SessionCursor? waiting) && waiting.Start < next.Time))
            {
                Begin(_waiting.Dequeue());
                continue;
            }

            _rules.At(next.Time);
            next.Check!.Add(next.Current!, next.Place);
            Advance(next);
        }

        if (_extensions.OnlyNames is { } reason)
        {
            _report.Note(place, $"of the rules for private extensions only the names and the greeting were judged: {reason}");
        }
    }

    private void Begin(SessionCursor session)
    {
        if (!session.Open())
        {
            _report.Unreadable(session.Path, session.Fault!.Reason);
            return;
        }

        _active.Add(session);
        if (session.Header.Continues is { } before && _ended.TryGetValue(Path.GetFileName(before), out SessionCursor? first))
        {
            (session.Monitor, session.Check) = (first.Monitor, first.Check);
        }
        else
        {
            Connect(session);
        }

        _monitors[session.Monitor] = session;
        Advance(session);
    }

    private void Connect(SessionCursor session)
    {
        _report.Sessions++;
        session.Monitor = _monitors.IndexOf(null);
        if (session.Monitor < 0)
        {
            session.Monitor = _monitors.Count;
            _monitors.Add(null);
        }

        session.Check = new ConversationCheck(_rules, _extensions, session.Monitor, _report);
        session.Check.Connect();
        if (session.Header.Continues is { } missing)
        {
            _rules.Lost(session.Monitor);
            _report.Note(session.Path, $"goes on from {missing}, which is not here: the rules of the protocol are not judged");
        }
    }

    private void Advance(SessionCursor session)
    {
        if (session.MoveNext())
        {
            return;
        }

        _active.Remove(session);
        string name = Path.GetFileName(session.Path);
        _ended[name] = session;
        if (!_waiting.Any(later => later.Header.Continues is { } before && Path.GetFileName(before) == name))
        {
            session.Check!.End(session.Place);
            _monitors[session.Monitor] = null;
        }

        if (session.Fault is { } fault)
        {
            _report.Unreadable(session.Place, $"at byte {fault.Offset}: {fault.Reason}; what stands before it was checked");
        }
        else if (session.IsTorn)
        {
            _report.Note(session.Place, "the last line is torn off and was left out");
        }

        session.Dispose();
    }
}
