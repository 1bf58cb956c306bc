using System.Globalization;
using System.Text.RegularExpressions;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Recorder.Sessions;

namespace QmpFuzz.Recorder.Import;

/// <summary>
/// The debug log of Python's qemu.qmp: <c>--&gt; {</c> and <c>&lt;-- {</c> behind any prefix, and the message pretty-printed over the lines that
/// follow. The library sends without white space and without line ends, so the client's bytes are exact; the server's are laid out as QEMU does.
/// Clients are told apart by the name of their logger, times are taken from a prefix in Python's usual form.
/// </summary>
internal sealed partial class QmpClientLog(ImportSource source, SessionFolder sessions) : LogImport(source, sessions)
{
    private const string Note = "from a qemu.qmp log: messages are printed anew, white space and escapes of the server are not its own; chunks are not known";
    private const string NoTimeNote = "the log has no times: all is at the time of the file";

    private readonly JsonGatherer _message = new();
    private readonly Dictionary<string, SessionOutput> _sessions = [];
    private (string Client, SessionSide Side) _open;
    private long _time = source.FileTime;
    private bool _hasTimes;

    [GeneratedRegex("""^(?<prefix>.*?)(?<arrow>-->|<--) (?<text>\{.*)$""", RegexOptions.Singleline)]
    private static partial Regex Record();

    [GeneratedRegex("""^\S.*(?:-->|<--) \{\s*$""", RegexOptions.Multiline)]
    private static partial Regex Beginning();

    [GeneratedRegex("""qemu\.a?qmp\.(?:qmp_client|legacy|protocol)(?<name>\.[^\s:\]]+)?""")]
    private static partial Regex Logger();

    [GeneratedRegex("""\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[,.]\d{3}""")]
    private static partial Regex Time();

    public static bool Recognises(string head) => Beginning().IsMatch(head);

    protected override string? Accept(string line)
    {
        Match record = Record().Match(line);
        if (record.Success && !(_message.IsInside && char.IsWhiteSpace(line[0])))
        {
            if (_message.IsInside)
            {
                return "before it, a message that is cut off";
            }

            string prefix = record.Groups["prefix"].Value;
            ReadTime(prefix);
            _open = (Logger().Match(prefix).Groups["name"].Value, record.Groups["arrow"].Value == "-->" ? SessionSide.Client : SessionSide.Server);
            line = record.Groups["text"].Value;
        }
        else if (!_message.IsInside)
        {
            return null;
        }

        if (_message.Add(line) is not { } message)
        {
            return null;
        }

        if (!message.AsSpan().TrimEnd().EndsWith("}"))
        {
            return "a message that is cut off";
        }

        Say(message);
        return null;
    }

    protected override string? End() => _message.IsInside ? "its last message is cut off" : null;

    private void Say(string message)
    {
        bool fromClient = _open.Side == SessionSide.Client;
        string text = JsonGatherer.Layout(message, withBlanks: !fromClient) + (fromClient ? "" : "\r\n");
        if (text.StartsWith("{\"QMP\"", StringComparison.Ordinal) && _sessions.Remove(_open.Client, out SessionOutput? before))
        {
            before.Stop("a new greeting follows: the client had left");
        }

        Find(text).Chunk(_time, _open.Side, Bytes(text));
    }

    private SessionOutput Find(string text)
    {
        if (!_sessions.TryGetValue(_open.Client, out SessionOutput? session))
        {
            session = Sessions.Start(_time, $"{Source.Path} {_open.Client.TrimStart('.')}".TrimEnd(), _hasTimes ? [Note] : [Note, NoTimeNote]);
            _sessions.Add(_open.Client, session);
            if (!text.StartsWith("{\"QMP\"", StringComparison.Ordinal))
            {
                session.Note(_time, SyntheticGreeting.MissingNote);
            }
        }

        return session;
    }

    private void ReadTime(string prefix)
    {
        string text = Time().Match(prefix).Value.Replace(',', '.').Replace('T', ' ');
        if (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset read))
        {
            _time = (read - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            _hasTimes = true;
        }
    }
}
