using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Replay.Matching;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>The first thing that one server answered and the other did not, or not so.</summary>
/// <param name="Place">The same for the same difference: its path, and the text of an error without what the client chose.</param>
/// <param name="Came">What the server that is fuzzed said.</param>
/// <param name="Other">What the other one said.</param>
internal sealed partial record AnswerDifference(string Place, string Came, string Other)
{
    private const string Nothing = "nothing";

    /// <summary>
    /// Compares connection by connection. Replies that only stand in another order are no difference, for the rules judge that; nor are
    /// events; nor is anything from the first command on that only one of the two has; nor how many replies came where a client left and
    /// another one connected, or where the server closed, for that is a matter of moments.
    /// </summary>
    public static AnswerDifference? Find(ExecutionLog log, ExecutionLog other)
    {
        List<List<string>> all = Connections(log);
        bool isHurried = all.Count > 1 || HasClosed(log) || HasClosed(other);
        foreach ((List<string> came, List<string> others) in all.Zip(Connections(other)))
        {
            List<string> mine = Without(came, others);
            List<string> theirs = Without(others, came);
            mine.RemoveAll(line => theirs.FindIndex(counterpart => Compare(line, counterpart) is null) is var found and >= 0 && theirs.Remove(theirs[found]));
            if (isHurried && mine.Count != theirs.Count)
            {
                return null;
            }

            for (int i = 0; i < Math.Max(mine.Count, theirs.Count); i++)
            {
                string one = mine.ElementAtOrDefault(i) ?? "";
                string two = theirs.ElementAtOrDefault(i) ?? "";
                if (IsUnknownCommand(one) || IsUnknownCommand(two))
                {
                    return null;
                }

                if (Compare(one, two) is { } difference && !KnownDifference.Covers(difference.Place))
                {
                    return difference;
                }
            }
        }

        return null;
    }

    private static AnswerDifference? Compare(string one, string two)
    {
        if (one.Length == 0 || two.Length == 0)
        {
            return new AnswerDifference($"{(one.Length == 0 ? "missing" : "more")} {KindOf(one + two)}", one.Length == 0 ? Nothing : one, two.Length == 0 ? Nothing : two);
        }

        ImmutableArray<Difference> differences = MessageComparison.Differences(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(two));
        return differences.IsEmpty ? null : new AnswerDifference($"{Index().Replace(differences[0].Path, "[]")} {KindOf(one)} {KindOf(two)}", one, two);
    }

    /// <summary>An error is of a kind by its text, anything else by what it is.</summary>
    private static string KindOf(string line) => Description().Match(line) is { Success: true } match ? Chosen().Replace(match.Groups[1].Value, "*") : line.Contains("\"return\"", StringComparison.Ordinal) ? "return" : "message";

    private static bool HasClosed(ExecutionLog log)
    {
        foreach (ref readonly LogEntry entry in log.Entries)
        {
            if (entry.Kind == LogKind.ServerClosed)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsUnknownCommand(string line) => UnknownCommand().IsMatch(line);

    /// <summary>The replies of each connection, in order, without events.</summary>
    private static List<List<string>> Connections(ExecutionLog log)
    {
        List<List<string>> connections = [];
        StringBuilder text = new();
        foreach (ref readonly LogEntry entry in log.Entries)
        {
            if (entry.Kind == LogKind.Connect)
            {
                connections.Add([]);
                text.Clear();
            }
            else if (entry.Kind == LogKind.ServerSent)
            {
                text.Append(Encoding.UTF8.GetString(log.BytesOf(entry)));
                TakeLines(text, connections[^1]);
            }
        }

        return connections;
    }

    private static void TakeLines(StringBuilder text, List<string> lines)
    {
        string all = text.ToString();
        int end = all.LastIndexOf('\n') + 1;
        lines.AddRange(all[..end].Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Where(line => !MessageComparison.IsEvent(Encoding.UTF8.GetBytes(line))));
        text.Remove(0, end);
    }

    private static List<string> Without(List<string> lines, List<string> others)
    {
        List<string> left = [.. others];
        return [.. lines.Where(line => !left.Remove(line))];
    }

    [GeneratedRegex("The command .* has not been found|has been disabled")]
    private static partial Regex UnknownCommand();

    [GeneratedRegex("\"desc\": \"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Description();

    [GeneratedRegex("'[^']*'|[0-9]+")]
    private static partial Regex Chosen();

    [GeneratedRegex(@"\[[0-9]+\]")]
    private static partial Regex Index();
}
