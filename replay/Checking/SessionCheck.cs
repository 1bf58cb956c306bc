using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Qmp.Extensions;

namespace QmpFuzz.Replay.Checking;

/// <summary>Checks recorded sessions against the rules of the protocol and those for private extensions.</summary>
public static class SessionCheck
{
    /// <summary>Checks files, and the sessions in folders; sessions of a group were one machine's.</summary>
    public static void Run(IEnumerable<string> paths, UpstreamSchema? upstream, CheckReport report, CancellationToken cancellation)
    {
        List<SessionCursor> sessions = [];
        foreach (string path in SessionFiles.Expand(paths))
        {
            using SessionReader? reader = SessionReader.TryOpen(path, out SessionFault? fault);
            if (reader is null)
            {
                report.Unreadable(fault!.File, fault.Reason);
            }
            else
            {
                sessions.Add(new SessionCursor(path, reader.Header));
            }
        }

        foreach (IGrouping<(string, string), SessionCursor> group in sessions.GroupBy(session => (session.Header.Group ?? session.Path, session.Header.Dialect)))
        {
            new GroupCheck(group, upstream, report).Run(cancellation);
        }
    }
}
