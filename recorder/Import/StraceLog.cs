using System.Globalization;
using System.Text.RegularExpressions;
using QmpFuzz.Recorder.Sessions;

namespace QmpFuzz.Recorder.Import;

/// <summary>
/// strace of a QEMU or of a client (<c>-f -ttt -yy -s 1000000 -e trace=network,read,write,close</c>). A call that another thread
/// interrupted stands in two lines, <c>… &lt;unfinished ...&gt;</c> and <c>&lt;... NAME resumed&gt; …</c>, which belong together by thread.
/// </summary>
internal sealed partial class StraceLog(ImportSource source, SessionFolder sessions) : LogImport(source, sessions)
{
    private readonly Dictionary<string, (string Text, long Time)> _unfinished = [];
    private readonly Dictionary<string, StraceChannel> _channels = [];
    private long _time = source.FileTime;
    private bool _hasTimes;

    [GeneratedRegex("""^(?:(?:\[pid\s+)?(?<pid>\d+)\]?\s+)?(?:(?<seconds>\d+)\.(?<us>\d{6}) |[\d:.]+ )?(?<rest>(?:[a-z]\w*\(|<\.\.\. \w+ resumed>).*)$""", RegexOptions.Singleline)]
    private static partial Regex Line();

    [GeneratedRegex("""^(?:\[pid\s+\d+\]\s+|\d+\s+)?(?:[\d.:]+ )?(?:execve|read|write|sendmsg|recvmsg|sendto|recvfrom|socket|close|accept4?)\(""", RegexOptions.Multiline)]
    private static partial Regex Beginning();

    [GeneratedRegex("""^<\.\.\. \w+ resumed>""")]
    private static partial Regex Resumed();

    public static bool Recognises(string head) => Beginning().IsMatch(head) && head.Contains(" = ", StringComparison.Ordinal);

    protected override string? Accept(string line)
    {
        Match match = Line().Match(line);
        if (!match.Success)
        {
            return null;
        }

        if (match.Groups["seconds"].Success)
        {
            _time = (long.Parse(match.Groups["seconds"].Value, CultureInfo.InvariantCulture) * 1_000_000) + int.Parse(match.Groups["us"].Value, CultureInfo.InvariantCulture);
            _hasTimes = true;
        }

        return Join(match.Groups["pid"].Value, match.Groups["rest"].Value.TrimEnd());
    }

    protected override string? End()
    {
        foreach (StraceChannel channel in _channels.Values)
        {
            channel.Flush();
        }

        return null;
    }

    private string? Join(string thread, string text)
    {
        const string Unfinished = "<unfinished ...>";
        if (text.EndsWith(Unfinished, StringComparison.Ordinal))
        {
            _unfinished[thread] = (text[..^Unfinished.Length], _time);
            return null;
        }

        long began = _time;
        if (Resumed().Match(text) is { Success: true } resumed)
        {
            if (!_unfinished.Remove(thread, out (string Text, long Time) before))
            {
                return null;                                // the trace began inside the call
            }

            (text, began) = (before.Text + text[resumed.Length..], before.Time);
        }

        if (StraceCall.Parse(text) is not { } call)
        {
            return null;
        }

        if (call.Fault is { } fault)
        {
            return fault;
        }

        Take(call, began);
        return null;
    }

    // what is written is on its way when the call begins, what is read has come when it ends
    private void Take(StraceCall call, long began)
    {
        if (!_channels.TryGetValue(call.Channel, out StraceChannel? channel))
        {
            channel = new StraceChannel((time, notes) => Sessions.Start(time, $"{Source.Path} {call.Channel}", _hasTimes ? notes : [.. notes, "the trace has no times: all is at the time of the file"]));
            _channels.Add(call.Channel, channel);
        }

        if (call.Kind == StraceCallKind.Close)
        {
            channel.Close(_time);
            _channels.Remove(call.Channel);
            return;
        }

        channel.Take(call, call.Kind == StraceCallKind.Write ? began : _time);
    }
}
