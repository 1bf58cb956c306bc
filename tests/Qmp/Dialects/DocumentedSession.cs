using System.Globalization;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Dialects;

/// <summary>
/// A session as documents write it: "S " and what the server says, "C " and what the client sends, and in brackets what else
/// happens: [40 ms], [event RESET], [another client]. A byte 0xFF is written [0xFF].
/// </summary>
internal static class DocumentedSession
{
    public static void Play(ProtocolDialect dialect, string session)
    {
        Conversation conversation = Conversation.In(dialect).Connects();
        foreach (string line in session.Replace("[0xFF]", "\u00FF", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("S ", StringComparison.Ordinal))
            {
                conversation.Server(line[2..]);
            }
            else
            {
                conversation.ServerIsSilent();
                Act(conversation, line);
            }
        }

        conversation.ServerIsSilent();
    }

    private static void Act(Conversation conversation, string line)
    {
        _ = line.Split(' ', 2) switch
        {
            ["C", var sent] => conversation.Client(sent + "\n"),
            ["[event", var name] => conversation.MachineRaises(name.TrimEnd(']')),
            ["[another", "client]"] => conversation.Disconnects().Connects(),
            [var time, "ms]"] => conversation.Passes(int.Parse(time[1..], CultureInfo.InvariantCulture)),
            _ => throw new FormatException($"not a line of a session: {line}"),
        };
    }
}
