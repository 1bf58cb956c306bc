using System.Globalization;
using System.Text.RegularExpressions;
using QmpFuzz.Recorder.Sessions;

namespace QmpFuzz.Recorder.Import;

/// <summary>
/// What libvirt's <c>qemu-monitor.stp</c> prints: <c>SECONDS SIGN 0xMONITOR MESSAGE[ (fd=N)]</c>; <c>&gt;</c> was sent, <c>&lt;</c> is a reply,
/// <c>!</c> an event. Seconds count from the line <c>begin</c>.
/// </summary>
internal sealed partial class SystemtapLog(ImportSource source, SessionFolder sessions) : LogImport(source, sessions)
{
    private const string Note = "from a systemtap log, times to the millisecond; the date is the file's, the script prints none; one chunk a message, the real chunks are not known";

    private readonly Dictionary<string, LibvirtMonitor> _monitors = [];
    private readonly long _began = source.FileTime;

    [GeneratedRegex("""^\s*(?<seconds>\d+\.\d{3}) (?<sign>[<>!]) (?<mon>0x[0-9a-f]+) (?<text>\{.*\})?(?: \(fd=(?<fd>-?\d+)\))?\s*$""")]
    private static partial Regex Record();

    [GeneratedRegex("""^\s*\d+\.\d{3} (?:[<>!] 0x[0-9a-f]+|begin)""", RegexOptions.Multiline)]
    private static partial Regex Beginning();

    public static bool Recognises(string head) => Beginning().IsMatch(head);

    protected override string? Accept(string line)
    {
        if (!Beginning().IsMatch(line))
        {
            return null;
        }

        if (line.TrimEnd().EndsWith(" begin", StringComparison.Ordinal))
        {
            EndAll();
            return null;
        }

        Match record = Record().Match(line);
        string text = record.Groups["text"].Value;
        if (text.Length == 0)
        {
            return "a message that is cut off";
        }

        long time = _began + (long)(decimal.Parse(record.Groups["seconds"].Value, CultureInfo.InvariantCulture) * 1_000_000);
        string monitor = record.Groups["mon"].Value;
        if (record.Groups["sign"].Value == ">")
        {
            Send(monitor, time, text, record.Groups["fd"]);
        }
        else
        {
            Find(monitor).Receive(time, Bytes(text + "\r\n"));
        }

        return null;
    }

    protected override string? End() => null;

    private void Send(string monitor, long time, string text, Group descriptor)
    {
        if (SyntheticGreeting.BelongsBefore(text) && _monitors.Remove(monitor, out LibvirtMonitor? before))
        {
            before.Abandon();
        }

        LibvirtMonitor found = Find(monitor);
        found.Announce(descriptor.Success ? long.Parse(descriptor.Value, CultureInfo.InvariantCulture) : null);
        found.Write(time, text, null, null);
    }

    private void EndAll()
    {
        foreach (LibvirtMonitor monitor in _monitors.Values)
        {
            monitor.Abandon();
        }

        _monitors.Clear();
    }

    private LibvirtMonitor Find(string monitor)
    {
        if (!_monitors.TryGetValue(monitor, out LibvirtMonitor? found))
        {
            found = new LibvirtMonitor(0, fromTheStart: false, time => Sessions.Start(time, $"{Source.Path} mon={monitor}", Note));
            _monitors.Add(monitor, found);
        }

        return found;
    }
}
