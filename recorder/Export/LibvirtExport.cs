using System.Globalization;
using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Timeline;
using QmpFuzz.Recorder.Import;

namespace QmpFuzz.Recorder.Export;

/// <summary>
/// A log in the form of libvirt's, for tools that read those. The greeting is left out, as in libvirt's own; messages are whole and times
/// to the millisecond. Each session is a monitor with a pointer of its own.
/// </summary>
internal sealed class LibvirtExport(Stream file) : ISessionExport
{
    private const string Thread = "1";

    private SessionHeader? _header;
    private string _monitor = "";
    private bool _descriptor;

    public void Write(SessionReader session, int index)
    {
        (_header, _descriptor) = (session.Header, false);
        _monitor = string.Create(CultureInfo.InvariantCulture, $"0x7f00{index:x8}");
        Line(0, "qemuMonitorOpenInternal:700", $"QEMU_MONITOR_NEW: mon={_monitor} refs=1 fd=3");
        foreach (TimelineEntry entry in SessionTimeline.Of(session))
        {
            Write(entry);
        }
    }

    private void Write(TimelineEntry entry)
    {
        switch (entry.Kind)
        {
            case TimelineKind.Command:
            case TimelineKind.Unreadable when entry.From == SessionSide.Client:
                Send(entry);
                break;
            case TimelineKind.Return or TimelineKind.Error:
                Receive(entry, 240, "QEMU_MONITOR_RECV_REPLY", "reply");
                break;
            case TimelineKind.Event:
                Receive(entry, 235, "QEMU_MONITOR_RECV_EVENT", "event");
                break;
            case TimelineKind.Descriptors when entry.From == SessionSide.Client:
                _descriptor = true;
                break;
            case TimelineKind.Close or TimelineKind.Reset:
                Line(entry.Microseconds, "qemuMonitorClose:860", $"QEMU_MONITOR_CLOSE: mon={_monitor} refs=2");
                break;
        }
    }

    private void Send(TimelineEntry entry)
    {
        string text = Encoding.Latin1.GetString(entry.Text.Span);
        int length = text.Length + 2;
        Line(entry.Microseconds, "qemuMonitorSend:995", $"QEMU_MONITOR_SEND_MSG: mon={_monitor} msg={text}\r\n fd={(_descriptor ? 3 : -1)}");
        Line(entry.Microseconds, "qemuMonitorIOWrite:452", $"QEMU_MONITOR_IO_WRITE: mon={_monitor} buf={text}\r\n len={length} ret={length} errno=0");
        if (_descriptor)
        {
            Line(entry.Microseconds, "qemuMonitorIOWrite:457", $"QEMU_MONITOR_IO_SEND_FD: mon={_monitor} fd=3 ret={length} errno=0");
        }

        _descriptor = false;
    }

    private void Receive(TimelineEntry entry, int sourceLine, string kind, string key)
    {
        string text = Encoding.Latin1.GetString(entry.Text.Span);
        text = text.Contains('\n', StringComparison.Ordinal) ? JsonGatherer.Layout(text, withBlanks: true) : text;
        Line(entry.Microseconds, string.Create(CultureInfo.InvariantCulture, $"qemuMonitorJSONIOProcessLine:{sourceLine}"), $"{kind}: mon={_monitor} {key}={text}");
    }

    private void Line(long microseconds, string place, string text)
    {
        DateTime time = _header!.Started.UtcDateTime.AddMicroseconds(microseconds);
        string line = string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd HH:mm:ss.fff}+0000: {Thread}: info : {place} : {text}\n");
        file.Write(Encoding.Latin1.GetBytes(line));
    }
}
