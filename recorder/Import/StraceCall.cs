using System.Globalization;
using System.Text.RegularExpressions;

namespace QmpFuzz.Recorder.Import;

/// <summary>What a call does to a connection.</summary>
internal enum StraceCallKind
{
    Read,
    Write,
    Close,
    EndOfInput,
}

/// <summary>One finished call on a descriptor, with its bytes as far as the trace shows them.</summary>
/// <param name="Kind">What it did.</param>
/// <param name="Channel">The descriptor with what strace says of it: a name for the connection.</param>
/// <param name="Bytes">What the trace shows of what was moved.</param>
/// <param name="Hidden">Bytes that were moved and that the trace left out (<c>"…"...</c>).</param>
/// <param name="Descriptors">Descriptors that went along.</param>
/// <param name="Fault">Why the call cannot be read, if so.</param>
internal sealed partial record StraceCall(StraceCallKind Kind, string Channel, byte[] Bytes, long Hidden, int Descriptors, string? Fault = null)
{
    [GeneratedRegex("""^(?<name>read|readv|recv|recvfrom|recvmsg|write|writev|send|sendto|sendmsg|close|shutdown)\((?<fd>\d+)(?<rest>.*)$""", RegexOptions.Singleline)]
    private static partial Regex Start();

    [GeneratedRegex("""\) = (?<result>-?\d+)(?: [^"]*)?$""")]
    private static partial Regex Result();

    [GeneratedRegex("""cmsg_type=SCM_RIGHTS, cmsg_data=\[(?<fds>[^\]]*)\]""")]
    private static partial Regex Rights();

    /// <summary>Null: the call is none of those that move bytes of a connection, or it failed.</summary>
    public static StraceCall? Parse(string text)
    {
        if (Start().Match(text) is not { Success: true } start || Result().Match(text) is not { Success: true } result)
        {
            return null;
        }

        string rest = start.Groups["rest"].Value;
        string about = Annotation(rest);
        bool isSocket = about.Length == 0 || about.StartsWith("<UNIX", StringComparison.Ordinal) || about.StartsWith("<TCP", StringComparison.Ordinal) || about.StartsWith("<socket", StringComparison.Ordinal);
        if (!isSocket || !long.TryParse(result.Groups["result"].Value, CultureInfo.InvariantCulture, out long moved) || moved < 0)
        {
            return null;
        }

        string channel = start.Groups["fd"].Value + about;
        string name = start.Groups["name"].Value;
        return name switch
        {
            "close" => new StraceCall(StraceCallKind.Close, channel, [], 0, 0),
            "shutdown" => rest.Contains("SHUT_RD)", StringComparison.Ordinal) ? null : new StraceCall(StraceCallKind.EndOfInput, channel, [], 0, 0),
            _ => Transfer(name[0] is 'r' ? StraceCallKind.Read : StraceCallKind.Write, channel, rest[about.Length..], moved),
        };
    }

    private static StraceCall Transfer(StraceCallKind kind, string channel, string arguments, long moved)
    {
        StraceText text = StraceText.Read(arguments, moved);
        MatchCollection rights = Rights().Matches(arguments);
        int descriptors = rights.Sum(right => right.Groups["fds"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries).Length);
        string? fault = text.Bytes.Length == moved || text.IsCut ? null : $"a call that moved {moved} bytes and shows {text.Bytes.Length}";
        return new StraceCall(kind, channel, text.Bytes, moved - text.Bytes.Length, descriptors, fault);
    }

    // <UNIX-STREAM:[112241->111108,"/run/vm.qmp"]>, up to the bracket that is no arrow
    private static string Annotation(string rest)
    {
        if (!rest.StartsWith('<'))
        {
            return "";
        }

        bool quoted = false;
        for (int at = 1; at < rest.Length; at++)
        {
            quoted ^= rest[at] == '"';
            if (!quoted && rest[at] == '>' && rest[at - 1] != '-')
            {
                return rest[..(at + 1)];
            }
        }

        return "";
    }
}
