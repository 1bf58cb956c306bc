using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Replay;
using QmpFuzz.Replay.Logging;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Tape;
using QmpFuzz.Replay.Timing;
using QmpFuzz.Tests.Corpus.Sessions;

namespace QmpFuzz.Tests.Replay;

/// <summary>
/// A playback against a server that is this test: what the recording holds, then what happens live, with times in milliseconds.
/// No socket, no clock: the next thing that the playback wants is asked for and compared.
/// </summary>
internal sealed class PlaybackDialogue : IDisposable
{
    private readonly Playback _playback;
    private readonly Logbook _log;
    private TimeSpan _now;

    private PlaybackDialogue(ReplayOptions options, ImmutableArray<Recording> recordings, string? folder = null)
    {
        _log = new Logbook(options);
        _playback = new Playback(new GroupTape(recordings, options), options, _log, folder);
    }

    /// <summary>One session, in lines like <c>12 C {"execute":"stop"}</c>; <c>half</c>, <c>close</c> and <c>reset</c> instead of text are what they say.</summary>
    public static PlaybackDialogue Of(ReplayOptions options, params string[] lines) => Of(options, [Recording("a", 0, lines)]);

    /// <summary>The same, against a target that works in this folder.</summary>
    public static PlaybackDialogue In(string folder, ReplayOptions options, params string[] lines) =>
        new(options, [Recording("a", 0, lines)], folder);

    public static PlaybackDialogue Of(ReplayOptions options, params Recording[] recordings) =>
        new(options, [.. recordings]);

    public static Recording Recording(string name, long offset, params string[] lines) =>
        new(name, SessionText.Header with { Group = "g", OffsetMicroseconds = offset * 1000 }, [.. lines.Select(Record)]);

    public void Dispose() => _playback.Dispose();

    public PlaybackDialogue Connects(double at, int session = 0) => Performs(at, session, PlaybackAction.Connect);

    public PlaybackDialogue Closes(double at, int session = 0) => Performs(at, session, PlaybackAction.Close);

    public PlaybackDialogue HalfCloses(double at, int session = 0) => Performs(at, session, PlaybackAction.EndInput);

    public PlaybackDialogue Sends(double at, string text, int session = 0)
    {
        PlaybackStep step = NextStep();
        Assert.Equal((at, session, text), (_now.TotalMilliseconds, step.Session, Encoding.UTF8.GetString(_playback.Values.Rewrite(step).Span)));
        return Done();
    }

    /// <summary>The server says something, while the playback listens or sleeps.</summary>
    public PlaybackDialogue Server(double at, string text, int session = 0)
    {
        Advance(at);
        _playback.Receive(session, Encoding.UTF8.GetBytes(text + "\r\n"), _now);
        return this;
    }

    public PlaybackDialogue ServerCloses(double at, int session = 0)
    {
        Advance(at);
        _playback.End(session, _now, null);
        return this;
    }

    /// <summary>The playback waits for the server, no longer than until this time, and that time passes.</summary>
    public PlaybackDialogue WaitsUntil(double at)
    {
        PlaybackTurn turn = _playback.Next(_now);
        Assert.Equal((PlaybackTurnKind.Listen, at), (turn.Kind, turn.Until.TotalMilliseconds));
        _now = turn.Until;
        return this;
    }

    public PlaybackDialogue Finishes()
    {
        Assert.Equal(PlaybackTurnKind.Finished, _playback.Next(_now).Kind);
        return this;
    }

    /// <summary>The divergences at the end, as kind and subject.</summary>
    public void Diverges(params string[] expected)
    {
        Finishes();
        _playback.Finish();
        Dispose();
        Assert.Equal(expected, _log.Divergences.Select(divergence => $"{divergence.Kind} {divergence.Subject}{(divergence.Command is null ? "" : " to " + divergence.Command)}"));
    }

    private PlaybackDialogue Performs(double at, int session, PlaybackAction action)
    {
        PlaybackStep step = NextStep();
        Assert.Equal((at, session, action), (_now.TotalMilliseconds, step.Session, step.Action));
        return Done();
    }

    private PlaybackStep NextStep()
    {
        PlaybackTurn turn = _playback.Next(_now);
        if (turn.Kind == PlaybackTurnKind.Sleep)
        {
            _now = turn.Until;
            turn = _playback.Next(_now);
        }

        Assert.Equal(PlaybackTurnKind.Perform, turn.Kind);
        return turn.Step!;
    }

    private PlaybackDialogue Done()
    {
        _playback.Performed(_now);
        return this;
    }

    private void Advance(double at)
    {
        PlaybackTurn turn = _playback.Next(_now);
        TimeSpan time = TimeSpan.FromMilliseconds(at);
        Assert.True(turn.Kind is PlaybackTurnKind.Listen or PlaybackTurnKind.Sleep, $"at {at} the playback wants to {turn.Kind} {turn.Step}");
        Assert.InRange(time, _now, turn.Until);
        _now = time;
    }

    private static SessionRecord Record(string line)
    {
        string[] parts = line.Split(' ', 3);
        long at = long.Parse(parts[0], CultureInfo.InvariantCulture) * 1000;
        SessionSide side = parts[1] == "C" ? SessionSide.Client : SessionSide.Server;
        return parts[2] switch
        {
            "half" => new EndOfInputRecord(at, side),
            "close" => new CloseRecord(at, side),
            "reset" => new ResetRecord(at, side),
            _ when side == SessionSide.Client => SessionText.Client(at, parts[2]),
            _ => SessionText.Server(at, parts[2] + "\r\n"),
        };
    }
}
