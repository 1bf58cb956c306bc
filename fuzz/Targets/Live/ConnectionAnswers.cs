using System.Text;
using System.Text.RegularExpressions;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Replay.Matching;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>What a server said on one connection, line by line: answers and the greeting, and apart from them the events that do not depend on time.</summary>
internal sealed partial record ConnectionAnswers(List<string> Replies, List<string> Events)
{
    /// <summary>Also those that depend on time.</summary>
    public bool HasEvents { get; private set; }

    /// <summary>One for each connection of a session.</summary>
    public static IReadOnlyList<ConnectionAnswers> Of(ExecutionLog log)
    {
        List<ConnectionAnswers> connections = [];
        StringBuilder text = new();
        foreach (ref readonly LogEntry entry in log.Entries)
        {
            if (entry.Kind == LogKind.Connect)
            {
                connections.Add(new ConnectionAnswers([], []));
                text.Clear();
            }
            else if (entry.Kind == LogKind.ServerSent)
            {
                text.Append(Encoding.UTF8.GetString(log.BytesOf(entry)));
                connections[^1].TakeLines(text);
            }
        }

        return connections;
    }

    private void TakeLines(StringBuilder text)
    {
        string all = text.ToString();
        int end = all.LastIndexOf('\n') + 1;
        foreach (string line in all[..end].Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            Take(line.Contains("inf", StringComparison.Ordinal) ? StringOrInfinity().Replace(line, static match => match.Value[0] == '"' ? match.Value : $"\"{match.Value}\"") : line);
        }

        text.Remove(0, end);
    }

    private void Take(string line)
    {
        if (!MessageComparison.IsEvent(Encoding.UTF8.GetBytes(line)))
        {
            Replies.Add(line);
            return;
        }

        HasEvents = true;
        if (!JobTiming.IsOfJob(line))
        {
            Events.Add(line);
        }
    }

    // QEMU writes an infinite number as a bare word, which is not JSON: a string to compare it as
    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"|-?inf")]
    private static partial Regex StringOrInfinity();
}
