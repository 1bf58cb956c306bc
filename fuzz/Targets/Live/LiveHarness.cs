using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Replay.Safety;
using QmpFuzz.Replay.Spawning;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>
/// Plays testcases to a server in a process of its own. What only the built-in machine knows (completions, time, a held
/// dispatcher) is left out, and all monitors are one. The connection for the next testcase is opened at once: its greeting shows
/// that the server survived this one. A testcase with a command that must not be sent is not played at all: nothing is logged.
/// </summary>
internal sealed class LiveHarness(LiveServer server, LiveOptions options, SafetyPolicy safety, bool greets, Func<ExecutionLog, MachineState> judge) : IHarness, IDisposable
{
    // a server that we started has this long to greet for the first time, whatever it may take later: the machine may have much else to do
    private static readonly TimeSpan FirstGreeting = TimeSpan.FromSeconds(30);

    private readonly ConnectionMemory _memory = new();
    private readonly ExecutionLog _aside = new();
    private LiveConnection? _connection;
    private int _question;                                  // the same for the same testcase on two servers
    private int _played;
    private bool _leavesWork;                               // the server may still run what it was sent, and answer whoever comes next

    /// <summary>It went away, and we cannot start another.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Servers that were replaced because of what a testcase may have done to them.</summary>
    public long Replaced { get; private set; }

    public void Run(ReadOnlySpan<byte> testcase, ExecutionLog log)
    {
        _question++;
        if (!SafetyCheck.Allows(TestcaseBytes.Sent(testcase), safety))
        {
            return;
        }

        if (_played == options.RestartEvery)
        {
            Replace();
        }

        _played++;
        _connection ??= OpenFirst();
        server.Counters.Clear();
        _connection.Begin(log);
        bool isServed = Play(testcase, log);
        _connection = Open();                               // once it greets it has also dealt with our leaving
        MachineState state = judge(log);
        if (_leavesWork && _connection is not null)
        {
            isServed &= Settle([]);
        }

        if (_connection is null)
        {
            Bury(isServed);
        }
        else if (state == MachineState.MayBeChanged || (state == MachineState.MayBeStopped && !Settle(MachineChange.Restart)))
        {
            Replaced++;
            Replace();
        }
    }

    /// <summary>Goes on with a new server, if we can start one and this one was used.</summary>
    public void Replace()
    {
        Drop();
        if (_played > 0)
        {
            server.Abandon();
        }

        _played = 0;
    }

    public void Dispose()
    {
        Drop();
        server.Dispose();
    }

    /// <summary>Says this on a connection of its own, and waits until the server has dealt with it and all before; false if that did not work.</summary>
    private bool Settle(ReadOnlySpan<byte> message)
    {
        _aside.Clear();
        _connection!.Begin(_aside);
        bool isServed = _connection.Settle(message, _question);
        _connection.End();
        _connection = isServed ? Open() : null;
        return _connection is not null;
    }

    /// <summary>Sends what the testcase says; false if the server fell silent.</summary>
    private bool Play(ReadOnlySpan<byte> testcase, ExecutionLog log)
    {
        TestcaseReader reader = new(testcase);
        ReadOnlySpan<byte> last = default;                  // a chunk ends at the next step; at the end of the testcase the question follows in it
        bool isServed = true;
        while (isServed && _connection is not null && reader.TryRead(out ScheduleStep step, out ReadOnlySpan<byte> bytes))
        {
            isServed = _connection.Send(last);
            last = bytes;
            switch (step.Kind)
            {
                case StepKind.EndOfInput: _connection.EndInput(); break;
                case StepKind.Reconnect when isServed: Reconnect(log); break;
                default: break;
            }
        }

        isServed = isServed && (_connection?.Settle(last, _question) ?? true);
        log.Add(LogKind.Drained, 0);                        // if it fell silent, too: what it still owes now is missing
        _leavesWork = _connection is { IsSettled: false };
        _connection?.End();
        _connection = null;
        return isServed;
    }

    private void Reconnect(ExecutionLog log)
    {
        _connection!.End();
        _connection = Open();
        _connection?.Begin(log);
    }

    /// <summary>A socket that was made a moment ago may not listen yet.</summary>
    private LiveConnection OpenFirst()
    {
        Patience patience = new(server.IsDisposable ? FirstGreeting : options.Patience, look: options.Patience, TimeProvider.System);
        SpinWait spin = default;
        LiveConnection? connection = Open();
        for (; connection is null && patience.Lasts(); connection = Open())
        {
            spin.SpinOnce();
        }

        return connection ?? throw new TargetNotReadyException($"{server.Start()}: nobody greets");
    }

    private LiveConnection? Open() => LiveConnection.TryOpen(server.Start(), greets, options.Patience, _memory);

    /// <summary>The server takes no client any more: a failure, unless it ended of its own will.</summary>
    private void Bury(bool isServed)
    {
        IsGone = !server.IsDisposable;
        TargetExit? exit = server.End(isServed ? options.Patience : TimeSpan.Zero);
        server.Abandon();
        if (exit is { Crashed: true })
        {
            throw LiveFailure.Died(exit);
        }

        if (exit is null)
        {
            throw isServed ? LiveFailure.WentAway() : LiveFailure.Hung();
        }
    }

    private void Drop()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
