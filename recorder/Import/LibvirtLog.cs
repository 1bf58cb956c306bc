using System.Globalization;
using System.Text.RegularExpressions;
using QmpFuzz.Recorder.Sessions;

namespace QmpFuzz.Recorder.Import;

/// <summary>
/// libvirt's debug log. Records of one monitor share <c>mon=</c>, a pointer that is used again after a close:
/// <c>TIME: THREAD: LEVEL : FUNCTION:LINE : QEMU_MONITOR_KIND: mon=0x… KEY=VALUE</c>. SEND_MSG and IO_WRITE end a message with CR LF inside
/// the record, so they go on in a second line that starts with a blank: <c> fd=34</c>, <c> len=73 ret=73 errno=0</c>.
/// IO_WRITE says what was written and when, and takes precedence over SEND_MSG; IO_PROCESS repeats what RECV_* say and is passed over.
/// </summary>
internal sealed partial class LibvirtLog : LogImport
{
    private const string Mark = "QEMU_MONITOR_";
    private const string Note = "from a libvirt log, times to the millisecond; of the server one chunk a message, the real chunks are not known";

    private readonly HashSet<string> _writes = [];
    private readonly Dictionary<string, LibvirtMonitor> _monitors = [];
    private OpenRecord? _open;
    private long _time;

    public LibvirtLog(ImportSource source, SessionFolder sessions) : base(source, sessions) => _time = source.FileTime;

    [GeneratedRegex("""QEMU_MONITOR_(?<kind>[A-Z_]+): mon=(?<mon>0x[0-9a-f]+) ?(?<rest>.*)""", RegexOptions.Singleline)]
    private static partial Regex Record();

    [GeneratedRegex("""(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3})(?<zone>[+-]\d{4}): \d+: \w+ : """)]
    private static partial Regex Prefix();

    // the message, its line end in any of the forms that copying leaves of it, and the numbers behind
    [GeneratedRegex("""^(?:msg|buf)=(?<text>.*?)(?:\r|\^M|#015)?(?:\n|#012)? (?:fd=(?<fd>-?\d+)|len=(?<len>\d+) ret=(?<ret>-?\d+) errno=\d+)\s*$""", RegexOptions.Singleline)]
    private static partial Regex Message();

    public static bool Recognises(string head) => Record().IsMatch(head) || Prefix().IsMatch(head);

    /// <summary>Before the lines are read: which monitors have IO_WRITE records.</summary>
    public LibvirtLog LookAhead()
    {
        using FileStream file = Source.Open();
        LogReader log = new(file);
        while (log.TryRead(out string line))
        {
            if (line.Contains("QEMU_MONITOR_IO_WRITE", StringComparison.Ordinal) && Record().Match(line) is { Success: true } record)
            {
                _writes.Add(record.Groups["mon"].Value);
            }
        }

        return this;
    }

    protected override string? Accept(string line)
    {
        bool starts = line.Contains(Mark, StringComparison.Ordinal) || Prefix().IsMatch(line);
        if (_open is { } open)
        {
            return starts ? Finish() ?? Accept(line) : GoOn(open, line);
        }

        int mark = line.IndexOf(Mark, StringComparison.Ordinal);
        if (mark < 0)
        {
            return null;
        }

        ReadTime(line[..mark]);
        Match record = Record().Match(line, mark);
        if (!record.Success)
        {
            return "a record of the monitor without mon=";
        }

        return Accept(record.Groups["kind"].Value, record.Groups["mon"].Value, record.Groups["rest"].Value);
    }

    protected override string? End() => Finish();

    private string? Accept(string kind, string monitor, string rest)
    {
        switch (kind)
        {
            case "SEND_MSG" or "IO_WRITE":
                return GoOn(new OpenRecord(kind, monitor, ""), rest);
            case "RECV_REPLY" or "RECV_EVENT":
                return Receive(monitor, rest);
            case "IO_SEND_FD":
                Find(monitor).SentDescriptor(_time, rest);
                return null;
            case "NEW":
                Take(monitor)?.Abandon();
                Open(monitor, fromTheStart: true);
                return null;
            case "CLOSE":
                Take(monitor)?.Close(_time);
                return null;
            default:
                return null;
        }
    }

    private string? Receive(string monitor, string rest)
    {
        int start = rest.IndexOf('=', StringComparison.Ordinal) + 1;
        string text = rest[start..].TrimEnd();
        if (start == 0 || !text.StartsWith('{') || !text.EndsWith('}'))
        {
            return "a message of the server that is cut off";
        }

        Find(monitor).Receive(_time, Bytes(text + "\r\n"));
        return null;
    }

    // a record of several lines ends with the line that completes its form
    private string? GoOn(OpenRecord open, string line)
    {
        string text = open.Text.Length == 0 ? line : $"{open.Text}\n{line}";
        Match message = Message().Match(text);
        _open = message.Success ? null : open with { Text = text };
        if (message.Success)
        {
            Send(open, message.Groups["text"].Value, Number(message, "fd"), Number(message, "len"), Number(message, "ret"));
        }

        return null;
    }

    // a record whose last line is missing (grep takes the second lines away) is whole if its message is
    private string? Finish()
    {
        if (_open is not { } open)
        {
            return null;
        }

        _open = null;
        string text = open.Text[(open.Text.IndexOf('=', StringComparison.Ordinal) + 1)..].TrimEnd('\r', '\n', '^', 'M', ' ');
        if (!text.EndsWith('}'))
        {
            return $"before it, a {open.Kind} that is cut off";
        }

        Send(open, text, null, null, null);
        return null;
    }

    private void Send(OpenRecord open, string text, long? descriptor, long? length, long? written)
    {
        LibvirtMonitor monitor = Find(open.Monitor);
        if (open.Kind == "IO_WRITE")
        {
            monitor.Write(_time, text, length, written);
        }
        else if (_writes.Contains(open.Monitor))
        {
            monitor.Announce(descriptor);
        }
        else
        {
            monitor.Announce(descriptor);
            monitor.Write(_time, text, null, null);
        }
    }

    private LibvirtMonitor Find(string monitor) => _monitors.TryGetValue(monitor, out LibvirtMonitor? found) ? found : Open(monitor, fromTheStart: false);

    private LibvirtMonitor Open(string monitor, bool fromTheStart) =>
        _monitors[monitor] = new LibvirtMonitor(_time, fromTheStart, time => Sessions.Start(time, $"{Source.Path} mon={monitor}", Note));

    private LibvirtMonitor? Take(string monitor) => _monitors.Remove(monitor, out LibvirtMonitor? taken) ? taken : null;

    private void ReadTime(string prefix)
    {
        Match time = Prefix().Match(prefix);
        string zone = time.Groups["zone"].Value;
        if (time.Success && DateTimeOffset.TryParseExact(
            $"{time.Groups["time"].Value} {zone[..3]}:{zone[3..]}", "yyyy-MM-dd HH:mm:ss.fff zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset read))
        {
            _time = (read - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        }
    }

    private static long? Number(Match match, string group) =>
        long.TryParse(match.Groups[group].Value, CultureInfo.InvariantCulture, out long number) ? number : null;

    private sealed record OpenRecord(string Kind, string Monitor, string Text);
}
