using System.Text;
using QmpFuzz.Qmp.Rules;

namespace QmpFuzz.Tests.Qmp.Rules;

/// <summary>A transcript told line by line to the rules; a test says what they object to at the end.</summary>
internal sealed class Dialogue(RuleChecker checker)
{
    private int _monitor;

    public Dialogue()
        : this(new RuleChecker())
    {
    }

    /// <summary>A client that connected and was greeted.</summary>
    public static Dialogue Start() => new Dialogue().Connects().Server("""{"QMP": {"version": {}, "capabilities": ["oob"]}}""");

    /// <summary>A client of the guest agent, which says nothing by itself.</summary>
    public static Dialogue WithAgent() => new Dialogue(new RuleChecker("qga")).Connects();

    /// <summary>A client in command mode.</summary>
    public static Dialogue InCommandMode() => Start().Client("""{"execute":"qmp_capabilities"}""").Server("""{"return": {}}""");

    /// <summary>A client in command mode that enabled out-of-band execution.</summary>
    public static Dialogue WithOutOfBand(string dialect = "qemu") => new Dialogue(new RuleChecker(dialect)).Connects().Server("""{"QMP": {"version": {}, "capabilities": ["oob"]}}""")
        .Client("""{"execute":"qmp_capabilities","arguments":{"enable":["oob"]}}""")
        .Server("""{"return": {}}""");

    public Dialogue On(int monitor)
    {
        _monitor = monitor;
        return this;
    }

    public Dialogue Connects() => Then(() => checker.Connected(_monitor));

    public Dialogue Client(string text) => ClientBytes(Encoding.UTF8.GetBytes(text + "\n"));

    public Dialogue ClientBytes(params byte[] bytes) => Then(() => checker.ClientSent(_monitor, bytes));

    public Dialogue Server(string line) => ServerBytes(Encoding.UTF8.GetBytes(line + "\r\n"));

    /// <summary>A line of the guest agent.</summary>
    public Dialogue Agent(string line) => ServerBytes(Encoding.UTF8.GetBytes(line + "\n"));

    public Dialogue ServerBytes(params byte[] bytes) => Then(() => checker.ServerSent(_monitor, bytes));

    public Dialogue HalfCloses() => Then(() => checker.EndOfInput(_monitor));

    public Dialogue Leaves() => Then(() => checker.Disconnected(_monitor));

    public Dialogue ServerCloses() => Then(() => checker.ServerClosed(_monitor));

    public Dialogue At(long microseconds) => Then(() => checker.At(microseconds));

    /// <summary>The machine raises an event by itself.</summary>
    public Dialogue Raises(EventSource source) => Then(() => checker.Raised(source));

    public Dialogue Rests() => Then(() => checker.CameToRest(_monitor));

    public Dialogue LeavesUnread() => Then(() => checker.LeftUnread(_monitor));

    public Dialogue LeavesBehind(Remainder remainder) => Then(() => checker.LeftBehind(_monitor, remainder));

    public Dialogue Drained() => Then(checker.Drained);

    /// <summary>Ends the transcript: nothing is wrong with it.</summary>
    public void IsFine()
    {
        checker.Drained();
        Assert.Empty(checker.Violations);
    }

    /// <summary>Ends the transcript: nothing is wrong with it, and nothing is known to be.</summary>
    public void IsFineAsItStands()
    {
        IsFine();
        Assert.Empty(checker.KnownDeviations);
    }

    /// <summary>Ends the transcript: it breaks that rule, and no other.</summary>
    public void Breaks(string rule, string kind)
    {
        checker.Drained();
        Violation violation = Assert.Single(checker.Violations);
        Assert.Equal((rule, kind), (violation.Rule.Name, violation.Kind));
    }

    /// <summary>Ends the transcript: it does what is known, and nothing else.</summary>
    public void Shows(KnownDeviation known)
    {
        IsFine();
        Assert.Equal([known], checker.KnownDeviations);
    }

    private Dialogue Then(Action step)
    {
        step();
        return this;
    }
}
